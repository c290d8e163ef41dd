import type { Fragment } from './fragment.ts'
import { boxBytes, boxesIn, childrenOf, fieldsOf, wrapBox } from './mp4/box.ts'
import { buildFragment } from './mp4/build-fragment.ts'
import { readTrackId } from './mp4/init-segment.ts'
import type { InitSegment, Track } from './track.ts'

/** Track id of a trex box (ISO/IEC 14496-12 §8.8.3). */
const extendedTrack = (bytes: Buffer, trex: Parameters<typeof fieldsOf>[1]): number => {
  const fields = fieldsOf(bytes, trex)
  fields.versionAndFlags()
  return fields.u32()
}

/** ftyp and moov without the boxes of every other track. */
const initBytesOf = ({ bytes }: InitSegment, kept: ReadonlySet<number>): Buffer => {
  const movie = (moov: Parameters<typeof childrenOf>[1]): Buffer[] =>
    childrenOf(bytes, moov).flatMap((box) => {
      if (box.type === 'trak')
        return kept.has(readTrackId(bytes, box)) ? [boxBytes(bytes, box)] : []
      if (box.type !== 'mvex') return [boxBytes(bytes, box)]
      const extensions = childrenOf(bytes, box).filter(
        (one) => one.type !== 'trex' || kept.has(extendedTrack(bytes, one)),
      )
      return wrapBox(
        'mvex',
        extensions.map((one) => boxBytes(bytes, one)),
      )
    })
  return Buffer.concat(
    boxesIn(bytes).flatMap((box) =>
      box.type === 'moov' ? wrapBox('moov', movie(box)) : [boxBytes(bytes, box)],
    ),
  )
}

/** The tracks of the kinds that are wanted, as they are numbered in the stream. */
export const tracksOfKinds = (tracks: readonly Track[], kinds: readonly Track['kind'][]): Track[] =>
  tracks.filter(({ kind }) => kinds.includes(kind))

/** An init segment with the wanted tracks alone; the same one when that is all of them. */
export const selectInit = (init: InitSegment, kinds: readonly Track['kind'][]): InitSegment => {
  const tracks = tracksOfKinds(init.tracks, kinds)
  if (tracks.length === init.tracks.length) return init
  return { bytes: initBytesOf(init, new Set(tracks.map(({ id }) => id))), tracks }
}

/**
 * A fragment with the samples of some tracks alone, in their order; times, durations, sync flags and composition
 * offsets stay. The same one when it holds nothing else, null when it holds nothing of them.
 * @param tracks those that are kept
 */
export const selectSamples = (fragment: Fragment, tracks: readonly Track[]): Fragment | null => {
  const ids = new Set(tracks.map(({ id }) => id))
  const samples = fragment.samples.filter(({ trackId }) => ids.has(trackId))
  if (samples.length === 0) return null
  return samples.length === fragment.samples.length ? fragment : buildFragment(fragment, samples)
}
