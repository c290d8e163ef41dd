/** Between two looks at an encoder, milliseconds. */
export const lookEveryMs = 1000

/** An encoder that did not keep up in so many looks, one after the other, is told of. */
const looksUntilTold = 10

/** Bytes of the source that wait unread; a packet that has just come is no sign of anything. */
const unreadTolerance = 32 * 1024

/** Where the system does not tell what waits: how far media may fall behind the clock. */
const lagToleranceMs = 3000

/** What one look at an encoding pull sees. */
export type EncoderLook = {
  /** Bytes of the source that wait to be read; null where the system does not tell. */
  unreadBytes: number | null
  /** Media received so far; null before the first. */
  mediaMs: number | null
  /** Milliseconds that do not jump. */
  nowMs: number
}

/**
 * Tells an encoder that falls behind real time from a source that is slow: the one lets what it was sent wait, the other
 * sends nothing. Pure.
 */
export class EncoderPace {
  #leastLagMs: number | null = null
  #lagMs = 0
  #lateLooks = 0

  /** How much later media comes than at its best, milliseconds; 0 while the encoder keeps up. */
  get lagMs(): number {
    return this.#lateLooks === 0 ? 0 : this.#lagMs
  }

  /** True once each time that the encoder has fallen behind: after it had not kept up for a while. */
  look({ unreadBytes, mediaMs, nowMs }: EncoderLook): boolean {
    if (mediaMs !== null) {
      const lateMs = nowMs - mediaMs
      this.#leastLagMs = Math.min(this.#leastLagMs ?? lateMs, lateMs)
      this.#lagMs = lateMs - this.#leastLagMs
    }
    const isLate =
      unreadBytes === null ? this.#lagMs > lagToleranceMs : unreadBytes > unreadTolerance
    this.#lateLooks = isLate ? this.#lateLooks + 1 : 0
    return this.#lateLooks === looksUntilTold
  }
}
