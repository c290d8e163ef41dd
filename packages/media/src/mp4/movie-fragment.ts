import type { Fragment, Sample } from '../fragment.ts'
import { type Box, boxesIn, childrenOf, fieldsOf, requireBox } from './box.ts'
import { streamInvalid } from './stream-invalid.ts'
import type { SampleDefaults } from './track-defaults.ts'

/** A second of media has some hundred samples; a run that names more is not media and must not cost memory. */
const maxSamples = 100_000
/** Samples without a byte are allowed in this number only. */
const maxEmptySamples = 64

/** tfhd flags (ISO/IEC 14496-12 §8.8.7). */
const tfhdFlag = { base: 1, entry: 2, duration: 8, size: 16, flags: 32, moofBase: 0x20000 }
/** trun flags (§8.8.8). */
const trunFlag = { offset: 1, firstFlags: 4, duration: 256, size: 512, flags: 1024, cts: 2048 }
/** sample_is_non_sync_sample (§8.8.3.1). */
const nonSync = 0x10000

/** One track's share of a moof: where its decoding time stands and what its samples have by default. */
export type TrackFragment = {
  trackId: number
  defaults: SampleDefaults
  decodeTime: { version: number; ticks: number; offset: number }
  runs: Box[]
}

const has = (flags: number, flag: number): boolean => (flags & flag) !== 0

const readHeader = (bytes: Buffer, tfhd: Box, byTrack: ReadonlyMap<number, SampleDefaults>) => {
  const fields = fieldsOf(bytes, tfhd)
  const { flags } = fields.versionAndFlags()
  const trackId = fields.u32()
  if (has(flags, tfhdFlag.base) || !has(flags, tfhdFlag.moofBase))
    throw streamInvalid('A fragment is not addressed from its own start')
  if (has(flags, tfhdFlag.entry) && fields.u32() !== 1)
    throw streamInvalid('A fragment names another sample entry')
  const inherited = byTrack.get(trackId) ?? { duration: 0, size: 0, flags: 0 }
  const defaults = {
    duration: has(flags, tfhdFlag.duration) ? fields.u32() : inherited.duration,
    size: has(flags, tfhdFlag.size) ? fields.u32() : inherited.size,
    flags: has(flags, tfhdFlag.flags) ? fields.u32() : inherited.flags,
  }
  return { trackId, defaults }
}

const readDecodeTime = (bytes: Buffer, tfdt: Box): TrackFragment['decodeTime'] => {
  const fields = fieldsOf(bytes, tfdt)
  const { version } = fields.versionAndFlags()
  const offset = tfdt.start + tfdt.headerBytes + 4
  return { version, ticks: version === 1 ? fields.u64() : fields.u32(), offset }
}

/**
 * Reads the track fragments of a moof that stands at the start of `bytes`.
 * @throws TapedeckError STREAM_INVALID
 */
export const readTrackFragments = (
  bytes: Buffer,
  moof: Box,
  byTrack: ReadonlyMap<number, SampleDefaults>,
): TrackFragment[] =>
  childrenOf(bytes, moof)
    .filter((box) => box.type === 'traf')
    .map((traf) => {
      const boxes = childrenOf(bytes, traf)
      const decodeTime = readDecodeTime(bytes, requireBox(boxes, 'tfdt'))
      const runs = boxes.filter((box) => box.type === 'trun')
      return { ...readHeader(bytes, requireBox(boxes, 'tfhd'), byTrack), decodeTime, runs }
    })

type RunStart = {
  trackId: number
  dts: number
  dataOffset: number
  defaults: SampleDefaults
  maxSamples: number
}

/** Adds the samples of one run; returns where the next one would go on. */
const readRun = (bytes: Buffer, run: Box, start: RunStart, samples: Sample[]): RunStart => {
  const { trackId, defaults } = start
  const fields = fieldsOf(bytes, run)
  const { version, flags } = fields.versionAndFlags()
  const count = fields.u32()
  if (samples.length + count > start.maxSamples)
    throw streamInvalid(`A fragment has ${count} samples`)
  let offset = has(flags, trunFlag.offset) ? fields.i32() : start.dataOffset
  let dts = start.dts
  const firstFlags = has(flags, trunFlag.firstFlags) ? fields.u32() : null
  for (let index = 0; index < count; index += 1) {
    const duration = has(flags, trunFlag.duration) ? fields.u32() : defaults.duration
    const size = has(flags, trunFlag.size) ? fields.u32() : defaults.size
    const ownFlags = has(flags, trunFlag.flags) ? fields.u32() : defaults.flags
    const sampleFlags = index === 0 && firstFlags !== null ? firstFlags : ownFlags
    const isSigned = version > 0
    const ctsOffset = has(flags, trunFlag.cts) ? (isSigned ? fields.i32() : fields.u32()) : 0
    const isSync = !has(sampleFlags, nonSync)
    samples.push({ trackId, dts, ctsOffset, duration, isSync, offset, size })
    dts += duration
    offset += size
  }
  return { ...start, dts, dataOffset: offset }
}

const requireInside = (samples: readonly Sample[], first: number, end: number): void => {
  for (const sample of samples)
    if (sample.offset < first || sample.offset + sample.size > end)
      throw streamInvalid('A sample lies outside its fragment')
}

/**
 * Reads one moof+mdat.
 * @param byTrack defaults of the tracks that count; samples of others are left out
 * @throws TapedeckError STREAM_INVALID
 */
export const readFragment = (
  bytes: Buffer,
  byTrack: ReadonlyMap<number, SampleDefaults>,
): Fragment => {
  const [moof, mdat] = boxesIn(bytes)
  if (moof?.type !== 'moof' || mdat?.type !== 'mdat')
    throw streamInvalid('A fragment is not moof and mdat')
  const firstByte = mdat.start + mdat.headerBytes
  const limit = Math.min(maxSamples, mdat.end - firstByte + maxEmptySamples)
  const samples: Sample[] = []
  for (const { trackId, defaults, decodeTime, runs } of readTrackFragments(bytes, moof, byTrack)) {
    if (!byTrack.has(trackId)) continue
    const dts = decodeTime.ticks
    let next: RunStart = { trackId, dts, dataOffset: firstByte, defaults, maxSamples: limit }
    for (const run of runs) next = readRun(bytes, run, next, samples)
  }
  requireInside(samples, firstByte, mdat.end)
  samples.sort((a, b) => a.offset - b.offset)
  return { bytes, moofBytes: moof.end, samples }
}
