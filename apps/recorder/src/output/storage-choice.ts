import type { RecordingFile } from '@tapedeck/domain'
import {
  chooseStorage,
  type ObjectStore,
  placeFacts,
  type SendOptions,
  type StorageHealth,
  type StoragePlace,
} from '@tapedeck/object-store'
import type { LimitFunction } from 'p-limit'
import { type ReliableContext, reliably } from '../reliably.ts'
import type { OutputContext } from './cycle.ts'
import { storeAgain } from './store-again.ts'

/** Where the files of a recording go while its own storage fails. */
export type OutputBackup = {
  objects: ObjectStore
  health: StorageHealth
  /** Bounds the requests to the backup, which must not wait behind those that hang in the storage that fails. */
  limit: LimitFunction
  /** How long the storage of the recording must have failed without success. */
  afterMs: number
  /** Notes in the backup that this file lies there, for whoever moves it back. */
  note(file: RecordingFile): Promise<void>
}

/** Moves of one cycle between the storages: one takes as long as an outage that counts, so this is about a day. */
const maxMoves = 1500

/** Why a leg ended that could have gone on; never leaves this file. */
class LeftForOther extends Error {}

/**
 * One storage at work on a cycle. It is used like a storage that never changes; when the cycle has ended, and the other
 * storage should rather take it, everything that waits in this one is given up.
 */
export class StorageLeg {
  readonly place: StoragePlace
  /** Fires when the leg is left, and when the recording is given up. */
  readonly signal: AbortSignal
  readonly #context: OutputContext
  readonly #left = new AbortController()
  #isEnding = false

  constructor(context: OutputContext, place: StoragePlace) {
    this.#context = context
    this.place = place
    this.signal = AbortSignal.any([context.signal, this.#left.signal])
  }

  get objects(): ObjectStore {
    return this.#backup?.objects ?? this.#context.objects
  }

  get limit(): LimitFunction {
    return this.#backup?.limit ?? this.#context.limit
  }

  /** What every object of the cycle is sent with. */
  sendOptions(): Omit<SendOptions, 'key' | 'contentType'> {
    const { retry, random } = this.#context
    const { objects: store, limit, signal } = this
    return { store, limit, retry, random, signal, onRetry: (error) => this.#onRetry(error) }
  }

  /** Runs a task until it succeeds, as `reliably`, as long as the leg is not left. */
  reliably<T>(task: () => Promise<T>): Promise<T> {
    const { retry, random } = this.#context
    const context: ReliableContext = {
      ...{ retry, random, signal: this.signal },
      onStorageRetry: (error) => this.#onRetry(error),
    }
    return reliably(context, task)
  }

  /** The record of a file that this leg stored; one in the backup is noted there first. */
  async stored(file: RecordingFile): Promise<RecordingFile> {
    const backup = this.#backup
    if (backup === null) return file
    const { storageName: _, ...facts } = file
    const moved: RecordingFile = { ...facts, ...placeFacts(backup.objects), isInBackup: true }
    await this.reliably(() => backup.limit(() => backup.note(moved)))
    return moved
  }

  /**
   * The cycle has ended: brings it to its end here, unless the other storage should take it.
   * @returns null when it was left. Requests that hang are not waited for; what they still bring about in a storage is
   * replaced when the file is moved back.
   */
  async end<T>(task: () => Promise<T>): Promise<{ value: T } | null> {
    this.#isEnding = true
    this.#look()
    const isOver = new Promise<never>((_, reject) => {
      const over = () => reject(this.signal.reason)
      if (this.signal.aborted) over()
      else this.signal.addEventListener('abort', over, { once: true })
    })
    const running = this.signal.aborted ? isOver : task()
    // the one that comes second is nobody's business any more
    running.catch(() => undefined)
    isOver.catch(() => undefined)
    try {
      return { value: await Promise.race([running, isOver]) }
    } catch (error) {
      if (this.#left.signal.aborted && !this.#context.signal.aborted) return null
      throw error
    }
  }

  get #backup(): OutputBackup | null {
    return this.place === 'backup' ? (this.#context.backup ?? null) : null
  }

  #onRetry(error: unknown): void {
    this.#context.onStorageRetry(error)
    if (this.#isEnding) this.#look()
  }

  /** Leaves when the other storage should take the cycle. */
  #look(): void {
    const { backup, storageHealth, monotonic } = this.#context
    if (backup == null || storageHealth === undefined) return
    const now = monotonic()
    const failing = { first: storageHealth.failingMs(now), backup: backup.health.failingMs(now) }
    if (chooseStorage(this.place, failing, backup.afterMs) !== this.place)
      this.#left.abort(new LeftForOther())
  }
}

/**
 * Brings a cycle that has ended into the storage of its recording, or whole into the backup when that fails for too
 * long, or back when the backup does.
 * @param first the leg on which the cycle was recorded
 * @param store stores the whole cycle with a leg; what an earlier leg stored does not count. Called again when it failed
 * @throws the last error of the storage when its retries end; the signal's reason when the recording is given up
 */
export const storeSomewhere = async (
  context: OutputContext,
  first: StorageLeg,
  store: (leg: StorageLeg) => Promise<RecordingFile>,
): Promise<RecordingFile> => {
  let leg = first
  for (let moves = 0; moves < maxMoves; moves++) {
    const running = leg
    const ended = await storeAgain(context, running.signal, () =>
      running.end(async () => running.stored(await store(running))),
    )
    if (ended !== null) return ended.value
    leg = new StorageLeg(context, leg.place === 'first' ? 'backup' : 'first')
    context.log.warn(
      { to: leg.place, bucket: leg.objects.bucket },
      'a storage has failed for too long; the cycle goes to the other one',
    )
  }
  throw new Error('The cycle went from one storage to the other too often.')
}
