import { maxStartSamples, type StreamStart } from '@tapedeck/domain'
import type { Fragment, Sample } from '../fragment.ts'
import type { Track } from '../track.ts'
import { liveEndMs } from './live-end.ts'
import { crc32Of } from './seen-samples.ts'

type Place = { fragment: Fragment; sample: Sample; dtsMs: number }

/** The first samples of a track; of the video from its first keyframe on. */
const firstOf = (fragments: readonly Fragment[], track: Track): Place[] => {
  const places: Place[] = []
  for (const fragment of fragments)
    for (const sample of fragment.samples) {
      if (sample.trackId !== track.id || places.length === maxStartSamples) continue
      if (track.kind === 'video' && places.length === 0 && !sample.isSync) continue
      places.push({ fragment, sample, dtsMs: (sample.dts * 1000) / track.timescale })
    }
  return places
}

/**
 * What identifies the place in the stream at which these fragments, which follow each other in one pull, begin.
 * All of their samples count as behind the place, except video before the first keyframe.
 * @param receivedAtMs when the first of them was complete, Unix milliseconds; tells places of equal content apart
 */
export const streamStartOf = (
  fragments: readonly Fragment[],
  tracks: readonly Track[],
  receivedAtMs?: number,
): StreamStart => {
  const kinds = (['video', 'audio'] as const).flatMap((kind) => {
    const track = tracks.find((candidate) => candidate.kind === kind)
    const places = track === undefined ? [] : firstOf(fragments, track)
    return places.length === 0 ? [] : [{ kind, places }]
  })
  const startMs = Math.min(...kinds.map(({ places }) => places[0]?.dtsMs ?? 0))
  const [first] = fragments
  const liveAtMs =
    receivedAtMs === undefined || first === undefined
      ? {}
      : { liveAtMs: receivedAtMs - (liveEndMs(first, tracks) - startMs) }
  return {
    tracks: kinds.map(({ kind, places }) => ({
      kind,
      samples: places.map(({ fragment, sample, dtsMs }) => ({
        crc32: crc32Of(fragment, sample),
        bytes: sample.size,
        offsetMs: Math.round((dtsMs - startMs) * 1000) / 1000,
      })),
    })),
    ...liveAtMs,
  }
}
