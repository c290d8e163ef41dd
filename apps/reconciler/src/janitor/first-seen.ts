/** Remembered at most; the oldest are forgotten first and would be waited for again. */
const maxKnown = 100_000

/**
 * Since when this process has seen things as they are, by a clock that does not jump: whatever the clocks of hosts and
 * of the storage say, nothing is touched before it was seen so for long enough. A restart begins anew.
 */
export class FirstSeen {
  readonly #sinceMs = new Map<string, number>()

  /** Milliseconds since it was seen first; 0 the first time. */
  ageMs(name: string, nowMs: number): number {
    const sinceMs = this.#sinceMs.get(name)
    if (sinceMs !== undefined) return Math.max(0, nowMs - sinceMs)
    this.#sinceMs.set(name, nowMs)
    const [oldest] = this.#sinceMs.keys()
    if (this.#sinceMs.size > maxKnown && oldest !== undefined) this.#sinceMs.delete(oldest)
    return 0
  }

  forget(name: string): void {
    this.#sinceMs.delete(name)
  }

  /** Forgets whatever is not among the names. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#sinceMs.keys()) if (!names.has(name)) this.#sinceMs.delete(name)
  }
}
