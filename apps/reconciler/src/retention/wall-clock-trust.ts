/** A step forward of the wall clock beside the monotonic one, or its lead on another host's, that is no drift; milliseconds. */
export const jumpMs = 60_000
/** For so long after such a step nothing is removed: whoever watches clocks has set it right by then, or meant it. */
const distrustMs = 3_600_000

/**
 * Whether the wall clock may decide that something is removed for ever. A clock that jumps years ahead would make everything
 * due at once.
 */
export class WallClockTrust {
  #offsetMs: number | null = null
  #jumpedAtMs = Number.NEGATIVE_INFINITY

  /**
   * Looks at both clocks; to be called at every pass.
   * @param wallMs Unix milliseconds
   * @param nowMs monotonic milliseconds
   */
  isTrusted(wallMs: number, nowMs: number): boolean {
    const offsetMs = wallMs - nowMs
    const steppedMs = offsetMs - (this.#offsetMs ?? offsetMs)
    this.#offsetMs = offsetMs
    if (steppedMs >= jumpMs) this.#jumpedAtMs = nowMs
    // set back: the step that was distrusted is taken back, or the time left only grows
    else if (steppedMs <= -jumpMs) this.#jumpedAtMs = Number.NEGATIVE_INFINITY
    return nowMs - this.#jumpedAtMs >= distrustMs
  }
}
