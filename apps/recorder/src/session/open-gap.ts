import type { Gap } from '@tapedeck/domain'

/** The span in which nothing is recorded, while it lasts: opened when media ends, closed by the first media after it. */
export class OpenGap {
  #open: Omit<Gap, 'endedAtMs'> | null = null

  /** Times as in `Gap`; a gap that is open already goes on. */
  open(gap: Omit<Gap, 'endedAtMs'>): void {
    this.#open ??= {
      ...gap,
      startedAtMs: Math.round(gap.startedAtMs),
      mediaTimeMs: Math.round(gap.mediaTimeMs),
    }
  }

  /**
   * The gap that ends with media from `endedAtMs` on, or null when none was open. Clocks of two recorders and of the
   * media are never quite equal: a gap does not end before it began.
   */
  close(endedAtMs: number): Gap | null {
    const gap = this.#open
    this.#open = null
    return gap === null
      ? null
      : { ...gap, endedAtMs: Math.max(gap.startedAtMs, Math.round(endedAtMs)) }
  }
}
