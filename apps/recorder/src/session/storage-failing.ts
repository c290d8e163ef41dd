import type { Degradation, StorageTarget } from '@tapedeck/domain'
import type { Logger } from '@tapedeck/telemetry'
import type { SessionDeps } from './session-deps.ts'

/** A storage that fails for less is only slow; nobody is told. */
const toldAfterMs = 10_000

/** What recording.degraded says of an episode. */
const degradationOf = (failingMs: number, startedAtMs: number): Degradation => ({
  cause: 'storage_failing',
  detail: `The storage has failed for ${Math.round(failingMs / 1000)} s; the recording goes on, its files wait in the spool.`,
  occurrence: new Date(startedAtMs).toISOString(),
})

/** Tells that a storage of a recording fails, once for each time that it does. */
export class StorageFailing {
  readonly #deps: Pick<SessionDeps, 'store' | 'storageHealth' | 'clock' | 'monotonic'>
  readonly #recordingId: string
  readonly #storage: StorageTarget
  readonly #log: Logger
  /** Begin of the episode that was told of, on the clock that does not jump. */
  #toldSinceMs: number | null = null

  constructor(
    deps: Pick<SessionDeps, 'store' | 'storageHealth' | 'clock' | 'monotonic'>,
    recordingId: string,
    storage: StorageTarget,
    log: Logger,
  ) {
    this.#deps = deps
    this.#recordingId = recordingId
    this.#storage = storage
    this.#log = log
  }

  /** A request failed and is tried again. */
  onRetry(): void {
    const { storageHealth, monotonic, clock } = this.#deps
    const now = monotonic()
    const health = storageHealth(this.#storage)
    const sinceMs = health.failingSinceMs(now)
    const failingMs = health.failingMs(now)
    if (sinceMs === null || sinceMs === this.#toldSinceMs || failingMs < toldAfterMs) return
    this.#toldSinceMs = sinceMs
    this.#tell(degradationOf(failingMs, clock() - (now - sinceMs)), sinceMs)
  }

  #tell(degradation: Degradation, sinceMs: number): void {
    this.#deps.store.recordings
      .tellDegraded(this.#recordingId, degradation)
      .catch((error: unknown) => {
        // the next failed request tells it
        if (this.#toldSinceMs === sinceMs) this.#toldSinceMs = null
        this.#log.warn({ err: error }, 'that the storage fails could not be told yet')
      })
  }
}
