/** For how long an arrival says where the live edge is, milliseconds of wall time. */
const windowMs = 15_000
const maxArrivals = 256

/**
 * How far media may have come: whoever receives a live stream cannot have media of the future. The fragment that came
 * with the least delay within the last seconds says where the live edge is.
 */
export class LiveEdge {
  #arrivals: { receivedAtMs: number; lagMs: number }[] = []

  /** A fragment came whole at `receivedAtMs`, and its media ended at `endMs`. */
  arrived(endMs: number, receivedAtMs: number): void {
    this.#arrivals.push({ receivedAtMs, lagMs: receivedAtMs - endMs })
    this.#arrivals = this.#arrivals
      .filter((arrival) => receivedAtMs - arrival.receivedAtMs <= windowMs)
      .slice(-maxArrivals)
  }

  /** By how much media that end at `endMs` would be ahead of the live edge; null when nothing came before. */
  aheadMs(endMs: number, receivedAtMs: number): number | null {
    if (this.#arrivals.length === 0) return null
    const leastLagMs = Math.min(...this.#arrivals.map(({ lagMs }) => lagMs))
    return endMs - (receivedAtMs - leastLagMs)
  }
}
