/** A command that takes longer than this had to wait for Redis, in milliseconds. */
const slowMs = 1000

/**
 * Remembers since when Redis has answered without a break, as far as this process can see: what ran out while it was
 * away says nothing about recorders. Begins with a break, because nothing is known of the time before.
 */
export class CalmSince {
  #sinceMs: number

  constructor(nowMs: number) {
    this.#sinceMs = nowMs
  }

  /** Redis was away until now. */
  broken(nowMs: number): void {
    this.#sinceMs = nowMs
  }

  /** A single command was answered. */
  answered(askedAtMs: number, nowMs: number): void {
    if (nowMs - askedAtMs >= slowMs) this.broken(nowMs)
  }

  calmMs(nowMs: number): number {
    return Math.max(0, nowMs - this.#sinceMs)
  }
}
