import { expect, test } from 'vitest'

import { lastIntervalOf, ThumbnailSchedule } from './thumbnail-schedule.ts'

const taken = (schedule: ThumbnailSchedule, mediaMs: number[]): [number, number][] =>
  mediaMs.flatMap((ms) => {
    const interval = schedule.take(ms)
    return interval === null ? [] : [[ms, interval]]
  })

test('the first keyframe at or after every interval is taken', () => {
  const keyframes = Array.from({ length: 12 }, (_, index) => index * 2000)
  expect(taken(new ThumbnailSchedule(5), keyframes)).toEqual([
    [0, 0],
    [6000, 1],
    [10_000, 2],
    [16_000, 3],
    [20_000, 4],
  ])
})

test('a keyframe that its rounded time puts a little before the interval counts as in it', () => {
  expect(taken(new ThumbnailSchedule(10), [33, 9998, 10_031])).toEqual([
    [33, 0],
    [9998, 1],
  ])
})

test('intervals without a keyframe have no picture, and none is made up for', () => {
  expect(taken(new ThumbnailSchedule(1), [0, 7500, 7600, 8000])).toEqual([
    [0, 0],
    [7500, 7],
    [8000, 8],
  ])
})

test('a recorder that takes over goes on with the next interval', () => {
  const last = lastIntervalOf([{ mediaMs: 33 }, { mediaMs: 12_000 }, { mediaMs: 5000 }], 5)
  expect(last).toBe(2)
  expect(taken(new ThumbnailSchedule(5, last), [12_500, 14_000, 15_020])).toEqual([[15_020, 3]])
  expect(lastIntervalOf([], 5)).toBe(-1)
})
