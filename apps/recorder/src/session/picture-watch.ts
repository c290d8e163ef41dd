import type { Fragment, InitSegment } from '@tapedeck/media'
import { leadingTrack } from '../output/placed-fragment.ts'

/** Fragments in a row without a picture, beside the time: one that comes late must not count as many. */
const fewestFragments = 10

/**
 * Notices that the picture of a stream stops while its sound goes on. Nothing else would: media arrives all the time, but no
 * file could be cut any more, and the length of files is measured on the picture.
 */
export class PictureWatch {
  readonly #pictureId: number | null
  readonly #stillMs: number
  #lastPictureMs: number
  #without = 0
  #isTold = false

  /**
   * @param stillMs how long the picture may stand still
   * @param nowMs milliseconds on a clock that does not jump
   */
  constructor({ tracks }: Pick<InitSegment, 'tracks'>, stillMs: number, nowMs: number) {
    const leading = leadingTrack(tracks)
    this.#pictureId = leading?.kind === 'video' ? leading.id : null
    this.#stillMs = stillMs
    this.#lastPictureMs = nowMs
  }

  /** True once for each time that the picture stops; never of a stream that has none. */
  add({ samples }: Pick<Fragment, 'samples'>, nowMs: number): boolean {
    if (this.#pictureId === null) return false
    if (samples.some(({ trackId }) => trackId === this.#pictureId)) {
      this.#lastPictureMs = nowMs
      this.#without = 0
      this.#isTold = false
      return false
    }
    this.#without += 1
    const isStill = this.#without >= fewestFragments && nowMs - this.#lastPictureMs >= this.#stillMs
    if (!isStill || this.#isTold) return false
    this.#isTold = true
    return true
  }
}
