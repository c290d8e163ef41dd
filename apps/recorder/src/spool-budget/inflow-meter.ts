/** Over how long the rate is smoothed. */
const smoothingMs = 10_000

/** How fast recordings write into the spool, from counters of what they wrote. */
export class InflowMeter {
  readonly #rates = new Map<string, { writtenBytes: number; bytesPerSecond: number | null }>()
  #lookedAtMs: number | null = null

  /**
   * Reads every counter again; recordings that are not among them are forgotten.
   * @param nowMs of a clock that does not jump
   */
  look(nowMs: number, counters: { recordingId: string; writtenBytes: number }[]): void {
    const elapsedMs = this.#lookedAtMs === null ? 0 : nowMs - this.#lookedAtMs
    this.#lookedAtMs = nowMs
    const present = new Set(counters.map(({ recordingId }) => recordingId))
    for (const known of this.#rates.keys()) if (!present.has(known)) this.#rates.delete(known)
    for (const { recordingId, writtenBytes } of counters) {
      // one that was not there at the last look wrote everything since
      const before = this.#rates.get(recordingId) ?? { writtenBytes: 0, bytesPerSecond: null }
      const bytes = Math.max(0, writtenBytes - before.writtenBytes)
      const bytesPerSecond =
        elapsedMs <= 0
          ? before.bytesPerSecond
          : smooth(before.bytesPerSecond, (bytes * 1000) / elapsedMs, elapsedMs)
      this.#rates.set(recordingId, { writtenBytes, bytesPerSecond })
    }
  }

  /** Of one recording; 0 until it was looked at twice. */
  of(recordingId: string): number {
    return this.#rates.get(recordingId)?.bytesPerSecond ?? 0
  }

  /** Of all. */
  get bytesPerSecond(): number {
    let sum = 0
    for (const { bytesPerSecond } of this.#rates.values()) sum += bytesPerSecond ?? 0
    return sum
  }
}

const smooth = (before: number | null, rate: number, elapsedMs: number): number =>
  before === null ? rate : before + (rate - before) * (1 - Math.exp(-elapsedMs / smoothingMs))
