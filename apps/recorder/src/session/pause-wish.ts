import type { DesiredPause } from '@tapedeck/domain'

/** The wall clock, and the one that does not jump; both in milliseconds. */
export type Clocks = { clock: () => number; monotonic: () => number }

/**
 * The pause that a user asked for, and how long it may still last. Its delay is counted on the clock that does not jump.
 * The wall clock only tells how old a pause was when it was first seen, and only within bounds: a pause is never older
 * than the last look at the record in which it did not stand yet. A recorder that begins with it has no such bound.
 */
export class PauseWish {
  readonly #clocks: Clocks
  #pause: DesiredPause | null = null
  /** On the clock that does not jump. */
  #beganAtMs = 0
  #lookedAtMs: number | null = null

  constructor(clocks: Clocks) {
    this.#clocks = clocks
  }

  get isOn(): boolean {
    return this.#pause !== null
  }

  /** Milliseconds until the recording is to be stopped, 0 when that is due; infinite without a delay or a pause. */
  get leftMs(): number {
    const stopAfterMs = this.#pause?.stopAfterMs ?? Number.POSITIVE_INFINITY
    return Math.max(0, this.#beganAtMs + stopAfterMs - this.#clocks.monotonic())
  }

  /** Takes what stands in the record now. */
  apply(pause: DesiredPause | null): void {
    const nowMs = this.#clocks.monotonic()
    if (pause !== null && pause.sinceMs !== this.#pause?.sinceMs)
      this.#beganAtMs = nowMs - this.#ageMs(pause, nowMs)
    this.#pause = pause
    this.#lookedAtMs = nowMs
  }

  #ageMs({ sinceMs }: DesiredPause, nowMs: number): number {
    const oldestMs = this.#lookedAtMs === null ? Number.POSITIVE_INFINITY : nowMs - this.#lookedAtMs
    return Math.min(oldestMs, Math.max(0, this.#clocks.clock() - sinceMs))
  }
}
