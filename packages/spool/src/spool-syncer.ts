/** Something that can make itself durable. */
export type Syncable = { sync(): Promise<void> }

/** Told of each sync that failed (it is tried again in the next round), and of each round that is over. */
export type SyncListener = { onSyncError?: (error: unknown) => void; onSynced?: () => void }

/**
 * Makes what recordings appended durable, all in one round after the other: a power cut costs what came since the last
 * round. One sync at a time: they hold threads that every other file operation of the process needs.
 */
export class SpoolSyncer {
  readonly #listener: SyncListener
  readonly #timer: NodeJS.Timeout
  #dirty = new Set<Syncable>()
  #round: Promise<void> | null = null

  constructor(intervalMs: number, listener: SyncListener) {
    this.#listener = listener
    this.#timer = setInterval(() => this.#start(), intervalMs)
    this.#timer.unref()
  }

  /** Something was appended to it. */
  note(spool: Syncable): void {
    this.#dirty.add(spool)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#round
  }

  #start(): void {
    // a round that takes longer than the interval is followed by the next one at once: the disk is the bound
    this.#round ??= this.#sync().finally(() => {
      this.#round = null
    })
  }

  async #sync(): Promise<void> {
    const dirty = this.#dirty
    this.#dirty = new Set()
    for (const spool of dirty)
      try {
        await spool.sync()
      } catch (error) {
        this.#listener.onSyncError?.(error)
        this.#dirty.add(spool)
      }
    this.#listener.onSynced?.()
  }
}
