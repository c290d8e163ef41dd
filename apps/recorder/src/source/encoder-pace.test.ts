import { expect, test } from 'vitest'

import { type EncoderLook, EncoderPace } from './encoder-pace.ts'

/** Looks once a second; what was told of, by the second. */
const toldAt = (pace: EncoderPace, seconds: number, at: (second: number) => Partial<EncoderLook>) =>
  Array.from({ length: seconds }, (_, second) => second).filter((second) =>
    pace.look({ unreadBytes: 0, mediaMs: second * 1000, nowMs: second * 1000, ...at(second) }),
  )

test('an encoder that reads what it is sent keeps up, however late the source is', () => {
  const pace = new EncoderPace()
  expect(toldAt(pace, 100, (second) => ({ mediaMs: second * 400 }))).toEqual([])
  expect(pace.lagMs).toBe(0)
})

test('an encoder that lets it wait for ten seconds is told of, once until it has caught up', () => {
  const pace = new EncoderPace()
  const told = toldAt(pace, 90, (second) => ({
    unreadBytes: (second >= 20 && second < 50) || second >= 70 ? 4_000_000 : 0,
    mediaMs: second < 20 ? second * 1000 : 20_000 + (second - 20) * 700,
  }))
  expect(told).toEqual([29, 79])
  expect(pace.lagMs).toBe(69 * 300)
})

test('a burst that is worked off in time is not told', () => {
  const told = toldAt(new EncoderPace(), 60, (second) => ({
    unreadBytes: second % 12 < 9 ? 5_000_000 : 100,
  }))
  expect(told).toEqual([])
})

test('where the system does not say what waits, media that falls behind the clock counts', () => {
  const late = (second: number) => ({ unreadBytes: null, mediaMs: second * 800 })
  // more than 3 s late from second 16 on
  expect(toldAt(new EncoderPace(), 60, late)).toEqual([25])
  expect(toldAt(new EncoderPace(), 60, () => ({ unreadBytes: null }))).toEqual([])
  expect(toldAt(new EncoderPace(), 60, () => ({ unreadBytes: null, mediaMs: null }))).toEqual([])
})
