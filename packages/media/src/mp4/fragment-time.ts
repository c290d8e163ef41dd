import type { Fragment } from '../fragment.ts'
import type { Track } from '../track.ts'
import { childrenOf, readBoxHeader, requireBox } from './box.ts'
import { readTrackFragments } from './movie-fragment.ts'
import { streamInvalid } from './stream-invalid.ts'

const noDefaults = new Map()
const maxUint32 = 0xffffffff

const timescales = (tracks: readonly Track[]): Map<number, number> =>
  new Map(tracks.map((track) => [track.id, track.timescale]))

/** Milliseconds in whole ticks of a track, the nearest. */
export const ticksOf = (ms: number, timescale: number): number =>
  Math.round((ms * timescale) / 1000)

const msOf = (ticks: number, timescale: number): number => (ticks * 1000) / timescale

/** The changes that put a fragment elsewhere. */
export type MoofChanges = {
  /** Track id to the ticks that are added to its decoding times; absent means none. */
  shiftTicks: ReadonlyMap<number, number>
  /** mfhd sequence number; null leaves it. */
  sequence: number | null
  /** What happens when a decoding time would become negative, which a moof cannot say. */
  onNegative: 'refuse' | 'clamp'
}

/**
 * The fragment's moof with other decoding times and sequence number; a copy, of the same length.
 * @throws TapedeckError STREAM_INVALID if a time does not fit its field (ISO/IEC 14496-12 §8.8.12)
 */
export const changedMoof = (fragment: Fragment, changes: MoofChanges): Buffer => {
  const moof = Buffer.from(fragment.bytes.subarray(0, fragment.moofBytes))
  const headerBytes = readBoxHeader(moof)?.headerBytes ?? 8
  const box = { type: 'moof', start: 0, headerBytes, end: moof.length }
  for (const { trackId, decodeTime } of readTrackFragments(moof, box, noDefaults)) {
    const moved = decodeTime.ticks + (changes.shiftTicks.get(trackId) ?? 0)
    if (moved < 0 && changes.onNegative === 'refuse')
      throw streamInvalid('A fragment would start before zero')
    const ticks = Math.max(0, moved)
    if (decodeTime.version === 1) moof.writeBigUInt64BE(BigInt(ticks), decodeTime.offset)
    else if (ticks <= maxUint32) moof.writeUInt32BE(ticks, decodeTime.offset)
    else throw streamInvalid('A fragment has no room for its decoding time')
  }
  if (changes.sequence !== null) {
    const mfhd = requireBox(childrenOf(moof, box), 'mfhd')
    if (mfhd.end - mfhd.start < mfhd.headerBytes + 8) throw streamInvalid('mfhd is cut short')
    moof.writeUInt32BE(changes.sequence >>> 0, mfhd.start + mfhd.headerBytes + 4)
  }
  return moof
}

/** Ticks that `shiftMs` is in each track. */
export const shiftTicksOf = (tracks: readonly Track[], shiftMs: number): Map<number, number> =>
  new Map(tracks.map((track) => [track.id, ticksOf(shiftMs, track.timescale)]))

/**
 * The fragment `shiftMs` milliseconds later (earlier if negative), rounded to each track's ticks.
 * @throws TapedeckError STREAM_INVALID if it would start before zero or its tfdt is too narrow
 */
export const rebaseFragment = (
  fragment: Fragment,
  tracks: readonly Track[],
  shiftMs: number,
): Fragment => {
  const shiftTicks = shiftTicksOf(tracks, shiftMs)
  if ([...shiftTicks.values()].every((ticks) => ticks === 0)) return fragment
  const moof = changedMoof(fragment, { shiftTicks, sequence: null, onNegative: 'refuse' })
  const samples = fragment.samples.map((sample) => ({
    ...sample,
    dts: sample.dts + (shiftTicks.get(sample.trackId) ?? 0),
  }))
  const bytes = Buffer.concat([moof, fragment.bytes.subarray(fragment.moofBytes)])
  return { bytes, moofBytes: fragment.moofBytes, samples }
}

/** The earliest decoding time over all tracks, in milliseconds; zero for a fragment without samples. */
export const fragmentStartMs = (fragment: Fragment, tracks: readonly Track[]): number => {
  const scales = timescales(tracks)
  let startMs = Number.POSITIVE_INFINITY
  for (const { trackId, dts } of fragment.samples) {
    const timescale = scales.get(trackId)
    if (timescale !== undefined) startMs = Math.min(startMs, msOf(dts, timescale))
  }
  return Number.isFinite(startMs) ? startMs : 0
}

/** The latest end of a sample over all tracks, in milliseconds; zero for a fragment without samples. */
export const fragmentEndMs = (fragment: Fragment, tracks: readonly Track[]): number => {
  const scales = timescales(tracks)
  let endMs = 0
  for (const { trackId, dts, duration } of fragment.samples) {
    const timescale = scales.get(trackId)
    if (timescale !== undefined) endMs = Math.max(endMs, msOf(dts + duration, timescale))
  }
  return endMs
}

/** From the first to the last moment at which a picture of the fragment is shown, in milliseconds; null without any. */
export const shownSpanMs = (
  fragment: Fragment,
  tracks: readonly Track[],
): { startMs: number; endMs: number } | null => {
  const video = new Map(
    tracks.filter(({ kind }) => kind === 'video').map(({ id, timescale }) => [id, timescale]),
  )
  let startMs = Number.POSITIVE_INFINITY
  let endMs = Number.NEGATIVE_INFINITY
  for (const { trackId, dts, ctsOffset, duration } of fragment.samples) {
    const timescale = video.get(trackId)
    if (timescale === undefined) continue
    startMs = Math.min(startMs, msOf(dts + ctsOffset, timescale))
    endMs = Math.max(endMs, msOf(dts + ctsOffset + duration, timescale))
  }
  return Number.isFinite(startMs) ? { startMs, endMs } : null
}

/**
 * Whether a file may start with this fragment: its first video sample is a keyframe.
 * Of a stream without video every fragment may; of one with video none that holds only audio.
 */
export const startsWithKeyframe = (fragment: Fragment, tracks: readonly Track[]): boolean => {
  const video = new Set(tracks.filter((track) => track.kind === 'video').map((track) => track.id))
  if (video.size === 0) return true
  return fragment.samples.find((sample) => video.has(sample.trackId))?.isSync ?? false
}
