import type { Fragment } from '../../src/fragment.ts'
import { fragmentStartMs, startsWithKeyframe } from '../../src/mp4/fragment-time.ts'
import type { InitSegment } from '../../src/track.ts'

/** A run of fragments with the decoding time it begins at. */
export type Piece = { init: InitSegment; fragments: Fragment[]; originMs: number }

/**
 * Cuts before every `every`-th fragment that starts with a keyframe. What comes before the first one stays with it,
 * so that nothing of the source is left out.
 */
export const piecesOf = (
  { init, fragments }: { init: InitSegment; fragments: readonly Fragment[] },
  every: number,
): Piece[] => {
  const pieces: Piece[] = []
  let keyframes = 0
  for (const fragment of fragments) {
    const isCut = startsWithKeyframe(fragment, init.tracks) && keyframes++ % every === 0
    const piece = pieces.at(-1)
    if (piece && !(isCut && keyframes > 1)) piece.fragments.push(fragment)
    else {
      const originMs = fragmentStartMs(fragment, init.tracks)
      pieces.push({ init, fragments: [fragment], originMs })
    }
  }
  return pieces
}
