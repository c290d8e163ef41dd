import type { TimestampRepair } from '@tapedeck/domain'
import type { Fragment, InitSegment, Track } from '@tapedeck/media'
import type { SpooledFragment } from '@tapedeck/spool'

/** A fragment on the recording's media time line, with what outputs need to know of it. */
export type PlacedFragment = {
  fragment: Fragment
  init: InitSegment
  /** A new file or slice may start here. */
  isCutPoint: boolean
  /** Its codec differs from the fragment before: it cannot go into the same file. */
  isCodecChanged: boolean
  /** The source was away just before it. */
  isAfterGap: boolean
  /** Earliest sample of any track, media milliseconds. */
  startMs: number
  /** Span of the leading track (video where there is one); null when it has no sample here. */
  leading: { startMs: number; endMs: number } | null
  /** The same of the stream's leading track, on which cuts are measured, where an output does not hold that. */
  cutSpan?: PlacedFragment['leading']
  /** Wall time at which `startMs` was live, Unix milliseconds. */
  startedAtMs: number
  /** Wall time at which it arrived, Unix milliseconds; does not jump within a pull. */
  receivedAtMs: number
  /** What was made of the source's timestamps in it, on the same time line. */
  repairs: TimestampRepair[]
  /** Where it lies in the spool, and which fragment it is. */
  spooled: SpooledFragment
}

/** The track that durations are measured on: video where there is one. */
export const leadingTrack = (tracks: Track[]): Track | undefined =>
  tracks.find((track) => track.kind === 'video') ?? tracks[0]

/** The span that the leading track covers in a fragment, in media milliseconds. */
export const leadingSpan = (fragment: Fragment, tracks: Track[]): PlacedFragment['leading'] => {
  const track = leadingTrack(tracks)
  if (track === undefined) return null
  let start = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  for (const sample of fragment.samples) {
    if (sample.trackId !== track.id) continue
    start = Math.min(start, sample.dts)
    end = Math.max(end, sample.dts + sample.duration)
  }
  if (end < start) return null
  return { startMs: (start * 1000) / track.timescale, endMs: (end * 1000) / track.timescale }
}
