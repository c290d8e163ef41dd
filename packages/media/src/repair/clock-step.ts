import { clockFoldMs, foldMarkBias, foldMarkMs } from '@tapedeck/domain'
import type { Sample } from '../fragment.ts'

/** RTMP counts milliseconds in 32 bits. */
const rtmpRangeMs = 2 ** 32
/** Composition offsets of media are far below; only a mark is above. */
const leastMarkMs = foldMarkBias * foldMarkMs - (foldMarkBias / 2 + 128) * foldMarkMs

/** A step of the source's clock from one sample of a track to the next. */
export type ClockStep = { stepMs: number; isWrapped: boolean }

const foldsOf = (ctsMs: number): number =>
  ctsMs < leastMarkMs ? 0 : Math.floor(ctsMs / foldMarkMs) - foldMarkBias

/**
 * The step that the source's clock made before a sample, behind how the pull wrote it (`clockFoldMs`). Steps of more
 * than half the range of RTMP's clock went the other way round: past its end, after 49.7 days, or back.
 */
export const clockStep = (ticks: number, next: Sample, timescale: number): ClockStep => {
  const folds = foldsOf((next.ctsOffset * 1000) / timescale)
  const rawMs = (ticks * 1000) / timescale + folds * clockFoldMs
  if (rawMs > rtmpRangeMs / 2) return { stepMs: rawMs - rtmpRangeMs, isWrapped: true }
  if (rawMs < -rtmpRangeMs / 2) return { stepMs: rawMs + rtmpRangeMs, isWrapped: true }
  return { stepMs: rawMs, isWrapped: false }
}

/** The sample without the mark that a pull may have put into its composition offset. */
export const withoutMark = (sample: Sample, timescale: number): Sample => {
  const folds = foldsOf((sample.ctsOffset * 1000) / timescale)
  if (folds === 0) return sample
  const markTicks = Math.round(((folds + foldMarkBias) * foldMarkMs * timescale) / 1000)
  return { ...sample, ctsOffset: sample.ctsOffset - markTicks }
}
