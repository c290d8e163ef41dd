import type { Track } from '../track.ts'
import { longWord, makeBox, makeFullBox, words } from './box.ts'
import type { SampleSpan } from './sample-table.ts'

/** Ticks per second of movie times: exact enough for every audio rate, 32 bits wide up to 13 hours. */
export const movieTimescale = 90_000

/** How one track lies on the movie's time line. Durations in movie ticks, media time in ticks of the track. */
export type Edit = { emptyTicks: number; mediaTime: number; mediaTicks: number }

/** The first presentation time that a time line from the first decoding time can show. */
const presentedFrom = (span: SampleSpan): number => Math.max(span.minPts, span.firstDts)

/** The earliest presentation time of all tracks, in seconds. */
export const presentationStart = (spans: readonly { track: Track; span: SampleSpan }[]): number =>
  Math.min(...spans.map(({ track, span }) => presentedFrom(span) / track.timescale))

/**
 * The edit of a track: what it starts later than the first one is empty, then all of its media. Reordered video is
 * shown from its first picture on, so the file starts at zero and the tracks keep their offset.
 */
export const editOf = (track: Track, span: SampleSpan, startSeconds: number): Edit => {
  const from = presentedFrom(span)
  const lateSeconds = from / track.timescale - startSeconds
  return {
    emptyTicks: Math.round(lateSeconds * movieTimescale),
    mediaTime: from - span.firstDts,
    // an edit that is a tick too short costs the last sample
    mediaTicks: Math.ceil(((span.endPts - from) * movieTimescale) / track.timescale),
  }
}

/** edts with its edit list (ISO/IEC 14496-12 §8.6.6); nothing if the track simply plays from zero. */
export const editBox = ({ emptyTicks, mediaTime, mediaTicks }: Edit): Buffer[] => {
  if (emptyTicks === 0 && mediaTime === 0) return []
  const isWide = Math.max(emptyTicks, mediaTime, mediaTicks) > 0x7fffffff
  const number = (value: number): Buffer => (isWide ? longWord(value) : words(value))
  const rate = words(0x10000)
  const empty = emptyTicks === 0 ? [] : [number(emptyTicks), number(-1), rate]
  const media = [number(mediaTicks), number(mediaTime), rate]
  const count = emptyTicks === 0 ? 1 : 2
  return [makeBox('edts', makeFullBox('elst', isWide ? 1 : 0, 0, words(count), ...empty, ...media))]
}
