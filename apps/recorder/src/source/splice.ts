import { cutAt, type Fragment, type SplicePoint, type Track } from '@tapedeck/media'

/** Fragments behind the place that are looked at all the same: tracks do not reach it in the same fragment. */
const lookBehind = 16

/**
 * Parts one pull at a place. Only so long as the place passes by: behind it times may jump back, when the source starts
 * anew, and nothing of that lies before the place.
 */
export class Splice {
  readonly #point: SplicePoint
  #behind = 0

  constructor(point: SplicePoint) {
    this.#point = point
  }

  /** What of the next fragment lies at or behind the place; null when nothing does. */
  after(fragment: Fragment, tracks: readonly Track[]): Fragment | null {
    if (this.#behind >= lookBehind) return fragment
    const { before, after } = cutAt(fragment, [...tracks], this.#point)
    if (after !== null && before === null) this.#behind += 1
    return after
  }
}
