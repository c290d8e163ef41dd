type Sighting = { sinceMs: number; wokenAtMs: number | null }

/**
 * Remembers since when each recording has been seen without an owner, and when a recorder was woken for it. It lives in
 * this process only: a restart starts the clock again, which errs on the side of waiting. Holds at most the recordings
 * of one pass.
 */
export class UnownedSince {
  #sightings = new Map<string, Sighting>()

  /** Milliseconds for which the recording has had no owner, 0 when it is seen so for the first time. */
  seen(recordingId: string, nowMs: number): number {
    return Math.max(0, nowMs - this.#sightingOf(recordingId, nowMs).sinceMs)
  }

  /** True when no recorder was woken within the time given; then one is from now on. */
  wakes(recordingId: string, nowMs: number, everyMs: number): boolean {
    const sighting = this.#sightingOf(recordingId, nowMs)
    if (sighting.wokenAtMs !== null && nowMs - sighting.wokenAtMs < everyMs) return false
    sighting.wokenAtMs = nowMs
    return true
  }

  /** The recording has an owner or is finished. */
  forget(recordingId: string): void {
    this.#sightings.delete(recordingId)
  }

  /** Forgets every recording that is not in the list any more. */
  keepOnly(recordingIds: readonly string[]): void {
    const kept = new Set(recordingIds)
    for (const id of this.#sightings.keys()) if (!kept.has(id)) this.#sightings.delete(id)
  }

  get size(): number {
    return this.#sightings.size
  }

  #sightingOf(recordingId: string, nowMs: number): Sighting {
    const known = this.#sightings.get(recordingId)
    if (known !== undefined) return known
    const sighting = { sinceMs: nowMs, wokenAtMs: null }
    this.#sightings.set(recordingId, sighting)
    return sighting
  }
}
