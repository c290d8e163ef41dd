import { expect, test } from 'vitest'
import { begunAnewDelayMs, endingsAfter } from './begun-anew.ts'

test('at once the first time, then after 10, 20, 40 s, at most 300 s', () => {
  const seconds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 5000].map((count) => begunAnewDelayMs(count) / 1000)
  expect(seconds).toEqual([0, 0, 10, 20, 40, 80, 160, 300, 300, 300])
})

test('an ending after a long run counts as the first one', () => {
  expect(endingsAfter(3, { startedAtMs: null, endedAtMs: 9e9 })).toBe(4)
  expect(endingsAfter(3, { startedAtMs: 0, endedAtMs: 299_999 })).toBe(4)
  expect(endingsAfter(3, { startedAtMs: 0, endedAtMs: 300_000 })).toBe(1)
  expect(endingsAfter(3, { startedAtMs: 10, endedAtMs: 5 })).toBe(4)
})
