type Watched = {
  /** What it looked like when it last changed, and when that was. */
  shape: string
  changedAtMs: number
  /** Since when its owner has been away; null while there is a sign of it. */
  goneSinceMs: number | null
  leaseEndsAtMs: number
}

/** How much later a lease may seem to end without having been renewed: the time that asking takes. */
const renewalMs = 1000

/** Remembers what recordings with an owner looked like. Lives in this process only: a restart waits anew. */
export class OwnedWatch {
  readonly #watched = new Map<string, Watched>()

  /** Milliseconds for which the recording has looked the same. */
  stillMs(recordingId: string, shape: string, nowMs: number): number {
    const watched = this.#watchedOf(recordingId, shape, nowMs)
    if (watched.shape !== shape) Object.assign(watched, { shape, changedAtMs: nowMs })
    return nowMs - watched.changedAtMs
  }

  /**
   * Milliseconds for which its owner has given no sign and not renewed the lease; asked after `stillMs`.
   * @param leaseLeftMs after which the lease runs out
   */
  goneMs(recordingId: string, isPresent: boolean, leaseLeftMs: number, nowMs: number): number {
    const watched = this.#watched.get(recordingId)
    if (watched === undefined) return 0
    const isRenewed = nowMs + leaseLeftMs > watched.leaseEndsAtMs + renewalMs
    if (isRenewed) watched.leaseEndsAtMs = nowMs + leaseLeftMs
    if (isPresent) watched.goneSinceMs = null
    else if (isRenewed || watched.goneSinceMs === null) watched.goneSinceMs = nowMs
    return watched.goneSinceMs === null ? 0 : nowMs - watched.goneSinceMs
  }

  /** Forgets every recording that is not among these. */
  keepOnly(recordingIds: readonly string[]): void {
    const kept = new Set(recordingIds)
    for (const id of this.#watched.keys()) if (!kept.has(id)) this.#watched.delete(id)
  }

  get size(): number {
    return this.#watched.size
  }

  #watchedOf(recordingId: string, shape: string, nowMs: number): Watched {
    const known = this.#watched.get(recordingId)
    if (known !== undefined) return known
    const watched = {
      shape,
      changedAtMs: nowMs,
      goneSinceMs: null,
      leaseEndsAtMs: Number.NEGATIVE_INFINITY,
    }
    this.#watched.set(recordingId, watched)
    return watched
  }
}
