import { expect, test } from 'vitest'
import { ArrivalPace } from './arrival-pace.ts'

const startedAtMs = 1_800_000_000_000

/**
 * A run of fragments of `fragmentMs` each.
 * @param arrivedAfterMs when each arrived, behind the beginning, given the media time at which it ends
 */
const extraOf = (mediaMs: number, arrivedAfterMs: (endMs: number) => number, fragmentMs = 1000) => {
  const pace = new ArrivalPace(0)
  for (let endMs = fragmentMs; endMs <= mediaMs; endMs += fragmentMs)
    pace.add(endMs, startedAtMs + arrivedAfterMs(endMs))
  return pace.extraMs
}

test('media that comes as fast as it plays takes no extra time', () => {
  expect(extraOf(60_000, (endMs) => endMs)).toBe(0)
  expect(extraOf(12_000, (endMs) => endMs + 3000)).toBe(0)
  expect(extraOf(60_000, (endMs) => endMs, 10_000)).toBe(0)
  expect(extraOf(60_000, (endMs) => endMs, 40)).toBe(0)
})

test.each([
  ['slow by a tenth', 1 / 0.9],
  ['slow by half', 2],
  ['fast by a tenth', 1 / 1.1],
  ['twice as fast', 0.5],
])('a media clock that is %s is found, in short and in long runs', (_, factor) => {
  for (const mediaMs of [12_000, 60_000, 3_600_000])
    expect(extraOf(mediaMs, (endMs) => endMs * factor) / mediaMs).toBeCloseTo(factor - 1, 1)
})

test.each([
  ['two seconds', 2000],
  ['ten seconds', 10_000],
])('%s of media that a server sends at once at the beginning do not count', (_, burstMs) => {
  for (const mediaMs of [12_000, 20_000, 60_000])
    expect(
      Math.abs(
        extraOf(mediaMs, (endMs) => Math.max(endMs / 100, endMs - burstMs + burstMs / 100), 500),
      ),
    ).toBeLessThan(300)
})

test('a network that holds media up at the end, or for some seconds in the middle, does not count', () => {
  const stalledAtEnd = (endMs: number) => (endMs > 56_000 ? 64_000 : endMs)
  expect(extraOf(60_000, stalledAtEnd)).toBe(0)
  const stalled = (endMs: number) => (endMs > 30_000 && endMs < 37_000 ? 37_000 : endMs)
  expect(extraOf(60_000, stalled)).toBe(0)
})

test('a hold-up of half a short file does not count, wherever it lies', () => {
  const heldUntil = (fromMs: number, untilMs: number) => (endMs: number) =>
    endMs > fromMs && endMs < untilMs ? untilMs : endMs
  for (const [fromMs, untilMs] of [
    [0, 5000],
    [3000, 8000],
    [6000, 15_000],
    [6000, 11_000],
  ] as const)
    expect(extraOf(10_000, heldUntil(fromMs, untilMs))).toBe(0)
})

test('a source that falls behind for good is found', () => {
  const lost = (endMs: number) => (endMs > 20_000 ? endMs + 6000 : endMs)
  expect(extraOf(60_000, lost)).toBeGreaterThan(5000)
})

test('jitter of some tenths of a second stays one', () => {
  const jitter = (endMs: number) => endMs + ((endMs * 7919) % 700)
  for (const mediaMs of [11_000, 15_000, 30_000])
    expect(Math.abs(extraOf(mediaMs, jitter))).toBeLessThan(1500)
})

test('in a stretch the least late arrival counts, not the last one', () => {
  const everySecondLate = (endMs: number) =>
    endMs <= 30_000 && endMs % 1000 === 0 ? endMs + 400 : endMs
  expect(extraOf(60_000, everySecondLate, 500)).toBe(0)
})

test('too little to tell is no difference', () => {
  expect(new ArrivalPace(0).extraMs).toBe(0)
  expect(extraOf(1000, (endMs) => endMs * 3)).toBe(0)
  expect(extraOf(2000, (endMs) => endMs * 3)).toBe(0)
})

test('arrivals that go back in time are taken as late as the one before', () => {
  expect(Number.isFinite(extraOf(20_000, (endMs) => (endMs === 10_000 ? 0 : endMs)))).toBe(true)
  expect(extraOf(20_000, (endMs) => (endMs === 10_000 ? 0 : endMs))).toBe(0)
})
