import type { TimestampRepair } from '@tapedeck/domain'
import type { Fragment } from './fragment.ts'
import { fragmentEndMs, fragmentStartMs, rebaseFragment, shownSpanMs } from './mp4/fragment-time.ts'
import { TimestampRepairer } from './repair/timestamp-repairer.ts'
import type { Track } from './track.ts'

/**
 * The media time line of a recording. ffmpeg counts from zero at every pull; the line sets the pulls end to end,
 * so that a file that goes on after an interruption has no hole and both tracks keep their offset. Within a pull it
 * repairs what the source's clock did.
 */
export class MediaLine {
  #endMs = 0
  /** When the last picture has been shown. */
  #shownEndMs = 0
  #shiftMs: number | null = null
  #repairer: TimestampRepairer | null = null

  /** Media milliseconds so far, over all pulls. */
  get endMs(): number {
    return this.#endMs
  }

  /** The next fragment is the first of a new pull. */
  beginPull(): void {
    this.#shiftMs = null
    this.#repairer = null
  }

  /**
   * The fragment with its times on the line, and what had to be repaired in it.
   * @param receivedAtMs when it was complete, Unix milliseconds
   */
  place(
    received: Fragment,
    tracks: Track[],
    receivedAtMs: number,
  ): { fragment: Fragment; repairs: TimestampRepair[] } {
    this.#repairer ??= new TimestampRepairer(tracks)
    const { fragment, repairs } = this.#repairer.repair(received, receivedAtMs)
    const shiftMs = this.#shiftMs ?? this.#nextShiftMs(fragment, tracks)
    this.#shiftMs = shiftMs
    const placed = rebaseFragment(fragment, tracks, shiftMs)
    this.#endMs = Math.max(this.#endMs, fragmentEndMs(placed, tracks))
    this.#shownEndMs = Math.max(this.#shownEndMs, shownSpanMs(placed, tracks)?.endMs ?? 0)
    return {
      fragment: placed,
      repairs: repairs.map((one) => ({ ...one, mediaTimeMs: one.mediaTimeMs + shiftMs })),
    }
  }

  /**
   * Whole milliseconds, as RTMP's own clock, so that the shift is exact in every track's timescale. A pull that was cut
   * off within a group of pictures may show its last picture after its end: the next one's first must not share its time.
   */
  #nextShiftMs(fragment: Fragment, tracks: Track[]): number {
    const byEndMs = Math.ceil(this.#endMs) - Math.floor(fragmentStartMs(fragment, tracks))
    const shown = shownSpanMs(fragment, tracks)
    if (shown === null) return byEndMs
    const byShownMs = Math.ceil(this.#shownEndMs) - Math.floor(shown.startMs)
    // a millisecond is rounding
    return byShownMs > byEndMs + 1 ? byShownMs : byEndMs
  }
}
