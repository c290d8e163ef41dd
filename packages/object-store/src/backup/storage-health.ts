/** Without a failure for so long it is not known whether a storage still fails: the next one begins a new episode. */
const forgottenAfterMs = 300_000

/**
 * How long a storage has failed without success, by what its users met. Pure: times come from the caller, in
 * milliseconds on a clock that does not jump.
 */
export class StorageHealth {
  #failingSinceMs: number | null = null
  #lastFailureMs = Number.NEGATIVE_INFINITY
  #lastSuccessMs = Number.NEGATIVE_INFINITY

  /** Bytes were stored. */
  succeeded(nowMs: number): void {
    this.#lastSuccessMs = nowMs
    this.#failingSinceMs = null
  }

  /** @param startedAtMs when the request began: one that hung for a minute shows a minute of failure */
  failed(startedAtMs: number, nowMs: number): void {
    if (nowMs - this.#lastFailureMs > forgottenAfterMs) this.#failingSinceMs = null
    this.#failingSinceMs ??= Math.max(startedAtMs, this.#lastSuccessMs)
    this.#lastFailureMs = nowMs
  }

  /** Milliseconds between the first failure after the last success and the newest failure; 0 when it is not known to fail. */
  failingMs(nowMs: number): number {
    const since = this.failingSinceMs(nowMs)
    return since === null ? 0 : this.#lastFailureMs - since
  }

  /** When the episode began; null when the storage is not known to fail. Tells episodes apart. */
  failingSinceMs(nowMs: number): number | null {
    return nowMs - this.#lastFailureMs > forgottenAfterMs ? null : this.#failingSinceMs
  }
}
