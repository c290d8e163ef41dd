import type { Fragment, Sample } from './fragment.ts'
import type { Track } from './track.ts'

/** A sample with its track and its decoding time in milliseconds on the recording's time line. */
export type TimedSample = { sample: Sample; track: Track; dtsMs: number }

const videoFirst = (track: Track): number => (track.kind === 'video' ? 0 : 1)

/**
 * The samples of a fragment in decoding order over all tracks; at equal times video stands first, so that a cut
 * before a keyframe has the keyframe at its very start. Samples of tracks that are not in `tracks` are left out.
 * The order inside one track never changes: decoding times in a fragment cannot decrease.
 */
export const inDecodingOrder = (
  fragment: Fragment,
  tracks: ReadonlyMap<number, Track>,
): TimedSample[] => {
  const timed: TimedSample[] = []
  for (const sample of fragment.samples) {
    const track = tracks.get(sample.trackId)
    if (track) timed.push({ sample, track, dtsMs: (sample.dts * 1000) / track.timescale })
  }
  return timed.sort((a, b) => a.dtsMs - b.dtsMs || videoFirst(a.track) - videoFirst(b.track))
}

/** Tracks by their id. */
export const tracksById = (tracks: readonly Track[]): Map<number, Track> =>
  new Map(tracks.map((track) => [track.id, track]))
