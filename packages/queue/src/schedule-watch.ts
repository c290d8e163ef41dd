/** What a look at a schedule found. Both clocks are of this process. */
export type ScheduleLook = {
  /** How many beats the schedule has had; null when it is not there, undefined when that could not be asked. */
  beats: number | null | undefined
  /** Monotonic milliseconds. */
  nowMs: number
  /** Wall time, Unix milliseconds. */
  wallMs: number
}

/** beat: one is missing, do it here. reset: the schedule stands still, make it anew. */
export type ScheduleVerdict = { beat: boolean; reset: boolean }

/** A schedule without a beat for so long, in milliseconds, or for four times its rhythm, is made anew. */
const stillMs = 2000
/** So many intervals without a beat are one that is missing. */
const patience = 1.25
/** A reset is given so many beats to work before the next one. */
const beatsAfterReset = 4

/**
 * Sees on the monotonic clock whether a schedule that lives by wall time still beats. Job schedulers stand still when the
 * wall clock was set back, when their queue was lost, and for the time of a lock when a worker dies with the job that would
 * have made the next one.
 */
export class ScheduleWatch {
  readonly #everyMs: number
  #beats: number | null = null
  #beatAtMs: number
  #offsetMs: number
  /** The wall clock was set back since the scheduler was made. */
  #wasSetBack = false
  #resetAtMs = Number.NEGATIVE_INFINITY

  constructor(everyMs: number, now: Pick<ScheduleLook, 'nowMs' | 'wallMs'>) {
    this.#everyMs = everyMs
    this.#beatAtMs = now.nowMs
    this.#offsetMs = now.wallMs - now.nowMs
  }

  /** Judges by what was found; called more often than the schedule beats. */
  look({ beats, nowMs, wallMs }: ScheduleLook): ScheduleVerdict {
    const offsetMs = wallMs - nowMs
    if (this.#offsetMs - offsetMs > this.#everyMs) this.#wasSetBack = true
    this.#offsetMs = offsetMs
    // one that was made anew counts from the start: fewer than before are no beat
    if (typeof beats === 'number' && this.#beats !== null && beats > this.#beats)
      this.#beatAtMs = nowMs
    if (beats !== undefined) this.#beats = beats
    const silentMs = nowMs - this.#beatAtMs
    const isStill = silentMs >= Math.max(stillMs, 4 * this.#everyMs)
    const mayReset = nowMs - this.#resetAtMs >= beatsAfterReset * this.#everyMs
    const isThere = beats !== null && beats !== undefined
    const reset = beats === null || (isThere && (this.#wasSetBack || isStill) && mayReset)
    if (reset) {
      this.#resetAtMs = nowMs
      this.#wasSetBack = false
    }
    return { beat: silentMs >= patience * this.#everyMs, reset }
  }
}
