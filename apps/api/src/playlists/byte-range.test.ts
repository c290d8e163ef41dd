import { expect, it } from 'vitest'
import { byteRangeOf } from './byte-range.ts'

it.each<[string | undefined, ReturnType<typeof byteRangeOf>]>([
  [undefined, null],
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-5', { start: 95, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  // without a meaning: all of it
  ['bytes=9-1', null],
  ['bytes=-', null],
  ['bytes=0-1,5-6', null],
  ['lines=0-9', null],
])('reads %j of 100 bytes', (header, range) => {
  expect(byteRangeOf(header, 100)).toEqual(range)
})

it('finds nothing in what is empty', () => {
  expect(byteRangeOf('bytes=0-', 0)).toBe('unsatisfiable')
  expect(byteRangeOf(undefined, 0)).toBeNull()
})
