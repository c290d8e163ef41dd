import { expect, test } from 'vitest'
import { type CyclePosition, cutReason } from './cycle-policy.ts'

const limits = { cycleMs: 60_000, maxBytes: 1_000_000 }
const early: CyclePosition = {
  mediaMs: 10_000,
  wallMs: 10_000,
  bytes: 100_000,
  lastGopBytes: 20_000,
  isSplitRequested: false,
  isCodecChanged: false,
}

test.each([
  ['nothing is due', {}, null],
  ['the media time is over', { mediaMs: 60_000 }, 'time'],
  ['a rounded frame is missing to it', { mediaMs: 59_999.4 }, 'time'],
  ['the media time is not over', { mediaMs: 59_960 }, null],
  ['the next group of pictures would exceed the size', { bytes: 990_000 }, 'size'],
  ['it just fits', { bytes: 980_000 }, null],
  ['a split was asked for', { isSplitRequested: true }, 'split'],
  ['the codec changed', { isCodecChanged: true, isSplitRequested: true }, 'codec'],
  ['the media clock stands still', { wallMs: 100_001 }, 'stalled_clock'],
  ['the media clock is a little behind', { wallMs: 99_000 }, null],
] as const)('when %s', (_, change, reason) => {
  expect(cutReason(limits, { ...early, ...change })).toBe(reason)
})

test('without a size limit no size is too large', () => {
  expect(cutReason({ cycleMs: 60_000, maxBytes: null }, { ...early, bytes: 1e12 })).toBe(null)
})
