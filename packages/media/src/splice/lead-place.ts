import type { SeenSamples, StartSample } from './seen-samples.ts'

/** Other keyframes that must be unlike, before content is taken for its own proof. */
const minUnlike = 2
/** How much later a better place is waited for, on the clock of the pull. */
export const maxWaitMs = 10_000

type Place = { at: number; equal: number; isComplete: boolean; farMs: number }

export type LeadOptions = {
  /** No sample follows. */
  isEnd: boolean
  /** Wall time of the newest sample, null when unknown. */
  nowMs: number | null
  /** Wall time at which the place was live elsewhere, null when unknown. */
  liveAtMs: number | null
}

/** Every place where the first sample stands. `equal` counts what is not seen yet as equal. */
const placesOf = (
  seen: SeenSamples,
  wanted: readonly StartSample[],
  options: LeadOptions,
): Place[] => {
  const isVideo = seen.track.kind === 'video'
  const places: Place[] = []
  for (const [at, { liveAtMs, isSync }] of seen.samples.entries()) {
    if ((isVideo && !isSync) || !seen.isEqual(at, wanted[0])) continue
    const { equal, compared } = seen.compare(at, wanted)
    // a server may leave out pictures for one player, so one keyframe is enough; a frame of sound may be silence
    if (!isVideo && equal < compared) continue
    const isTimed = liveAtMs !== null && options.liveAtMs !== null
    const farMs = isTimed ? Math.abs(liveAtMs - (options.liveAtMs ?? 0)) : 0
    const unseen = wanted.length - compared
    places.push({ at, equal: equal + unseen, isComplete: unseen === 0, farMs })
  }
  return places
}

/**
 * Whether the first picture is unlike all other keyframes that were seen, and there were enough of them. Sound that was
 * seen to the last wanted sample proves itself; where less was seen, its first sample has to be unlike all others, too.
 */
const isUnlikeOthers = (
  seen: SeenSamples,
  wanted: readonly StartSample[],
  place: Place,
): boolean => {
  const isVideo = seen.track.kind === 'video'
  if (!isVideo && (place.isComplete || !isTelling(wanted))) return isTelling(wanted)
  const others = seen.samples.filter(({ isSync }, index) => isSync && index !== place.at)
  return others.length >= minUnlike && others.every((other) => other.crc32 !== wanted[0]?.crc32)
}

/** Whether the content of these samples is their own: not a few that come again and again. */
export const isTelling = (samples: readonly StartSample[]): boolean =>
  new Set(samples.map(({ crc32 }) => crc32)).size > minUnlike

/** `isSure`: its content is nowhere else. `waitedMs`: how much was seen of the track since. */
export type LeadPlace = { at: number; isSure: boolean; waitedMs: number }

/**
 * Where a track's first samples stand in what was seen of it: the place with the most equal samples, of these the one
 * that was live at the nearest time. Null while it was not seen, or while a better one may still come.
 */
export const leadPlace = (
  seen: SeenSamples,
  wanted: readonly StartSample[],
  options: LeadOptions,
): LeadPlace | null => {
  const places = placesOf(seen, wanted, options)
  const [best] = places.toSorted((a, b) => b.equal - a.equal || a.farMs - b.farMs || a.at - b.at)
  const { nowMs, liveAtMs, isEnd } = options
  if (best === undefined || !(best.isComplete || isEnd)) return null
  const place: LeadPlace = {
    at: best.at,
    isSure: places.length === 1 && isUnlikeOthers(seen, wanted, best),
    waitedMs: seen.lastMs - (seen.samples[best.at]?.dtsMs ?? 0),
  }
  if (place.isSure || isEnd || nowMs === null || liveAtMs === null) return place
  return nowMs > liveAtMs + best.farMs || place.waitedMs > maxWaitMs ? place : null
}
