import { expect, it } from 'vitest'
import { requestFingerprint } from './request-fingerprint.ts'

it('is the same for the same content in another order of keys', () => {
  expect(requestFingerprint({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(
    requestFingerprint({ b: { d: 'x', c: [1, 2] }, a: 1 }),
  )
})

it.each([
  [{ a: 1 }, { a: '1' }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: null }, {}],
  [{ a: { b: 1 } }, { a: { b: 2 } }],
])('differs between %j and %j', (one, other) => {
  expect(requestFingerprint(one)).not.toBe(requestFingerprint(other))
})
