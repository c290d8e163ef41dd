import type { FragmentOrigin } from '@tapedeck/domain'
import { startsWithKeyframe } from '@tapedeck/media'
import type { PlacedFragment } from '../output/placed-fragment.ts'

/** A picture as it was received: an init segment, and a fragment that begins with it. */
export type Keyframe = {
  init: Buffer
  fragment: Buffer
  /** Where it lies on the session's time line, milliseconds. */
  mediaMs: number
  /** Wall time at which it was live, Unix milliseconds. */
  atMs: number
  origin: FragmentOrigin
}

/** The keyframe that a fragment begins with; null when it begins with none, or holds no video. */
export const keyframeOf = ({
  fragment,
  init,
  leading,
  startMs,
  startedAtMs,
  spooled,
}: PlacedFragment): Keyframe | null => {
  const hasVideo = init.tracks.some(({ kind }) => kind === 'video')
  if (!hasVideo || leading === null || !startsWithKeyframe(fragment, init.tracks)) return null
  return {
    init: init.bytes,
    fragment: fragment.bytes,
    mediaMs: leading.startMs,
    atMs: Math.round(startedAtMs + leading.startMs - startMs),
    origin: spooled.origin,
  }
}
