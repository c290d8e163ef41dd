import type { Fragment } from '../fragment.ts'
import { buildFragment } from '../mp4/build-fragment.ts'
import type { Track } from '../track.ts'
import type { SplicePoint } from './splice-point.ts'

/**
 * Parts a fragment at a place: what is before it, and what is at or behind it, each as a fragment of its own that keeps
 * times, durations, sync flags and composition offsets. A side without a sample is null; the fragment itself is given
 * back when all of it lies on one side. Tracks that the point does not name stay before it.
 */
export const cutAt = (
  fragment: Fragment,
  tracks: readonly Track[],
  point: SplicePoint,
): { before: Fragment | null; after: Fragment | null } => {
  const known = new Set(tracks.map(({ id }) => id))
  const samples = fragment.samples.filter(({ trackId }) => known.has(trackId))
  const isBefore = ({ trackId, dts }: { trackId: number; dts: number }): boolean =>
    dts < (point.dts.get(trackId) ?? Number.POSITIVE_INFINITY)
  const before = samples.filter(isBefore)
  if (before.length === samples.length) return { before: fragment, after: null }
  if (before.length === 0) return { before: null, after: fragment }
  const after = samples.filter((sample) => !isBefore(sample))
  return { before: buildFragment(fragment, before), after: buildFragment(fragment, after) }
}
