import { ticksOf } from '../mp4/fragment-time.ts'
import type { SeenSamples, StartSample } from './seen-samples.ts'

/** How far a track's clock may be from where the leading track says it is. */
const maxOffMs = 1000
/** Fewer equal samples than this are no proof against the time. */
const minEqual = 4
const defaultFrameMs = 20

/** Frames that are all equal (silence) tell nothing of their place. */
const areTelling = (samples: readonly StartSample[]): boolean =>
  samples.some(({ crc32 }) => crc32 !== samples[0]?.crc32)

const frameMsOf = (wanted: readonly StartSample[]): number => {
  const [first] = wanted
  const last = wanted.at(-1)
  if (first === undefined || last === undefined || wanted.length < 2) return defaultFrameMs
  return (last.offsetMs - first.offsetMs) / (wanted.length - 1)
}

/**
 * The decoding time, in ticks, from which on the samples of a track that follows lie behind the place.
 * @param wanted the track's own first samples there; without any, what is behind the place by time counts
 * @param place.zeroMs where the start's zero lies on the clock of this pull
 * @param place.isEnd no more samples are waited for
 * @returns null while samples must be waited for
 */
export const firstBehind = (
  seen: SeenSamples,
  wanted: readonly StartSample[],
  place: { zeroMs: number; isEnd: boolean },
): number | null => {
  const { zeroMs, isEnd } = place
  const frameMs = frameMsOf(wanted)
  const expectedMs = zeroMs + (wanted[0]?.offsetMs ?? 0)
  if (!isEnd && seen.lastMs < expectedMs + frameMs * (wanted.length + 2)) return null
  let best: { dts: number; equal: number; offMs: number } | null = null
  for (const [at, { dtsMs, dts }] of seen.samples.entries()) {
    const offMs = Math.abs(dtsMs - expectedMs)
    if (offMs > maxOffMs) continue
    const { equal, compared } = seen.compare(at, wanted)
    if (equal < compared || equal < Math.min(minEqual, wanted.length)) continue
    if (!areTelling(wanted.slice(0, compared))) continue
    if (best === null || equal > best.equal || (equal === best.equal && offMs < best.offMs))
      best = { dts, equal, offMs }
  }
  return best?.dts ?? ticksOf(expectedMs - frameMs / 2, seen.track.timescale)
}
