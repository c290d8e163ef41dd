import type { Fragment, Sample } from '../fragment.ts'
import {
  childrenOf,
  fieldsOf,
  longWord,
  makeBox,
  makeFullBox,
  readBoxHeader,
  requireBox,
  words,
} from './box.ts'
import { streamInvalid } from './stream-invalid.ts'

/** sample_flags (ISO/IEC 14496-12 §8.8.3.1) as ffmpeg writes them: depends on no other, or on others. */
const syncFlags = 0x02000000
const nonSyncFlags = 0x01010000
/** tfhd: default-base-is-moof (§8.8.7). */
const moofBase = 0x20000
/** trun: data offset; duration, size, flags and composition offset of each sample (§8.8.8). */
const fullRun = 0xf01

const sequenceOf = ({ bytes, moofBytes }: Fragment): number => {
  const headerBytes = readBoxHeader(bytes)?.headerBytes ?? 8
  const moof = { type: 'moof', start: 0, headerBytes, end: moofBytes }
  const fields = fieldsOf(bytes, requireBox(childrenOf(bytes, moof), 'mfhd'))
  fields.versionAndFlags()
  return fields.u32()
}

const trackFragment = (trackId: number, run: readonly Sample[], dataOffset: number): Buffer => {
  const dts = run[0]?.dts ?? 0
  if (dts < 0) throw streamInvalid('A fragment would start before zero')
  const rows = run.map(({ duration, size, isSync, ctsOffset }) =>
    words(duration, size, isSync ? syncFlags : nonSyncFlags, ctsOffset),
  )
  return makeBox(
    'traf',
    makeFullBox('tfhd', 0, moofBase, words(trackId)),
    makeFullBox('tfdt', 1, 0, longWord(dts)),
    makeFullBox('trun', 1, fullRun, words(run.length, dataOffset), ...rows),
  )
}

/**
 * A fragment of some samples of another, or of the same with other times: one run for each track, in the order of the
 * tracks in `from`. A decoding time is what the first one of the track says plus the durations before it, so the
 * durations must lead from each sample to the next.
 * @param from gives the bytes that the samples' offsets mean, and the sequence number
 * @throws TapedeckError STREAM_INVALID if a track would start before zero
 */
export const buildFragment = (from: Fragment, samples: readonly Sample[]): Fragment => {
  const runs = Map.groupBy(samples, ({ trackId }) => trackId)
  const moofAt = (dataStart: number): Buffer => {
    let offset = dataStart
    const trafs = [...runs].map(([trackId, run]) => {
      const traf = trackFragment(trackId, run, offset)
      offset = run.reduce((end, { size }) => end + size, offset)
      return traf
    })
    return makeBox('moof', makeFullBox('mfhd', 0, 0, words(sequenceOf(from))), ...trafs)
  }
  const moofBytes = moofAt(0).length
  const moof = moofAt(moofBytes + 8)
  const built: Sample[] = []
  let offset = moofBytes + 8
  for (const run of runs.values())
    for (const sample of run) {
      built.push({ ...sample, offset })
      offset += sample.size
    }
  const data = [...runs.values()]
    .flat()
    .map(({ offset: at, size }) => from.bytes.subarray(at, at + size))
  return { bytes: Buffer.concat([moof, makeBox('mdat', ...data)]), moofBytes, samples: built }
}
