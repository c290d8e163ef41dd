import { expect, test } from 'vitest'
import { callbackChangeOf, callbackOf, emptyCallback, formOfCallback } from './callback-form.ts'

const url = 'https://ask.example.com/?token=***'
const known = { url, timeoutMs: 1500, retries: 0, onFailure: 'record' } as const

test('a callback goes into the form and back; without an address there is none', () => {
  expect(formOfCallback(known)).toMatchObject({ callbackSeconds: '1.5', callbackRetries: '0' })
  expect(callbackOf(formOfCallback(known))).toEqual(known)
  expect(callbackOf(formOfCallback(null))).toBeNull()
  expect(callbackOf({ ...emptyCallback, callbackUrl: ' https://a.example/ ' })).toEqual({
    ...{ url: 'https://a.example/', timeoutMs: 5000, retries: 2, onFailure: 'skip' },
  })
})

test('a change names what was touched, and no address as it is shown', () => {
  const before = formOfCallback(known)
  expect(callbackChangeOf(before, before)).toBeUndefined()
  expect(callbackChangeOf(emptyCallback, emptyCallback)).toBeUndefined()
  expect(callbackChangeOf({ ...before, callbackSeconds: '2' }, before)).toEqual({ timeoutMs: 2000 })
  expect(callbackChangeOf({ ...before, callbackUrl: ' ' }, before)).toBeNull()
  expect(callbackChangeOf(before, emptyCallback)).toEqual(known)
})
