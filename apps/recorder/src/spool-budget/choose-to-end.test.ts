import { expect, test } from 'vitest'
import { chooseToEnd, type Writing } from './choose-to-end.ts'

const writing = (recordingId: string, beganAtMs: number, more: Partial<Writing> = {}): Writing => ({
  recordingId,
  beganAtMs,
  inflowBytesPerSecond: 1000,
  isEnding: false,
  ...more,
})
const four = [writing('a', 1), writing('c', 3), writing('b', 2), writing('d', 4)]

test('the newest are ended, as many as it takes for the others to be finished in the room', () => {
  expect(chooseToEnd(four, 45_000)).toEqual(['d'])
  expect(chooseToEnd(four, 30_000)).toEqual(['d', 'c'])
  expect(chooseToEnd(four, 29_999)).toEqual(['d', 'c', 'b'])
  expect(chooseToEnd(four, 0)).toEqual(['d', 'c', 'b', 'a'])
})

test('one is ended when the room is enough for all and the spool is full all the same', () => {
  expect(chooseToEnd(four, 1_000_000)).toEqual(['d'])
})

test('while one ends and the room is enough for the others, no other is ended', () => {
  const ending = [...four.slice(0, 3), writing('d', 4, { isEnding: true })]
  expect(chooseToEnd(ending, 45_000)).toEqual([])
  expect(chooseToEnd(ending, 44_999)).toEqual(['c'])
})

test('of those that began together the order is always the same', () => {
  const together = [writing('b', 1), writing('a', 1)]
  expect(chooseToEnd(together, 15_000)).toEqual(['a'])
  expect(chooseToEnd(together.toReversed(), 15_000)).toEqual(['a'])
})

test('nothing that writes, nothing to end', () => {
  expect(chooseToEnd([], 0)).toEqual([])
  expect(chooseToEnd([writing('a', 1, { isEnding: true })], 0)).toEqual([])
})
