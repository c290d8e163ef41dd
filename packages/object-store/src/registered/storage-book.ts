import { setTimeout as delay } from 'node:timers/promises'
import { secretUnreadable, type TapedeckError } from '@tapedeck/contracts'
import type { StoredRegisteredStorage } from '@tapedeck/domain'

/** Where registered storages are kept: `store.storages` of packages/store has the right shape. */
export type StorageRegistrySource = {
  get(name: string): Promise<Registered | null>
  all(): Promise<Registered[]>
  /** Calls back whenever one changed, and when that may have been missed; returns the release. */
  watch(onChange: () => void): Promise<() => Promise<void>>
}

/** A storage as the registry tells it. */
export type Registered = Omit<StoredRegisteredStorage, 'createdAtMs'>

/** The error of a storage that is used though its secret cannot be read. */
export const unreadableStorage = ({ name, unreadable }: Registered): TapedeckError =>
  secretUnreadable(`The storage "${name}"`, unreadable)

export type StorageBookOptions = {
  registry: StorageRegistrySource
  /** Told when the registry cannot be read, what is known stays in use meanwhile; and once of each storage whose secret cannot. */
  onProblem?: ((error: unknown) => void) | undefined
  /** How often everything is read again though nobody told of a change, in milliseconds (60 000). */
  rereadEveryMs?: number
}

/** A storage as it was read, and the moment when it was entered. */
type Known = { storage: Registered; enteredAt: number }

/** Pauses between tries to read the registry, in milliseconds. */
const firstRetryMs = 250
const longestRetryMs = 10_000

/**
 * The registered storages as this process knows them. What it knows stays in use while the registry cannot be read; what it
 * does not know is asked for when it is needed.
 */
export class StorageBook {
  readonly #registry: StorageRegistrySource
  readonly #onProblem: (error: unknown) => void
  readonly #rereadEveryMs: number
  readonly #known = new Map<string, Known>()
  /** Reads of single storages under way; no more than storages are asked for at once. */
  readonly #looking = new Map<string, Promise<Registered | null>>()
  /** Which registrations were told of as unreadable: when they were written. */
  readonly #toldUnreadable = new Map<string, number>()
  readonly #closing = new AbortController()
  #onChange: () => void = () => undefined
  #release: (() => Promise<void>) | null = null
  #isStale = false
  /** Grows with each reading that begins and each storage that is entered: tells which was first. */
  #moment = 0
  #loading: Promise<void> | null = null
  #rereading: NodeJS.Timeout | null = null

  constructor({ registry, onProblem, rereadEveryMs = 60_000 }: StorageBookOptions) {
    this.#registry = registry
    this.#onProblem = onProblem ?? (() => undefined)
    this.#rereadEveryMs = rereadEveryMs
  }

  /**
   * Reads all of them and keeps up with changes, in the background.
   * @param onChange told after each reading of all
   */
  start(onChange: () => void = () => undefined): void {
    this.#onChange = onChange
    this.#rereading = setInterval(() => this.reload(), this.#rereadEveryMs)
    this.#rereading.unref()
    this.reload()
  }

  /** The storage of that name, as far as it is known now. */
  known(name: string): Registered | null {
    return this.#known.get(name)?.storage ?? null
  }

  /**
   * The storage of that name; asked for when it is not known.
   * @throws what the registry throws (REDIS_UNAVAILABLE)
   */
  async find(name: string): Promise<Registered | null> {
    return this.known(name) ?? (await this.look(name))
  }

  /**
   * The storage of that name as the registry has it now.
   * @throws as `find`
   */
  look(name: string): Promise<Registered | null> {
    const looking =
      this.#looking.get(name) ?? this.#look(name).finally(() => this.#looking.delete(name))
    this.#looking.set(name, looking)
    return looking
  }

  /** Has everything read again, by a reading that begins from now on. */
  reload(): void {
    this.#isStale = true
    if (this.#closing.signal.aborted) return
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null
      if (this.#isStale) this.reload()
    })
  }

  close(): void {
    this.#closing.abort()
    if (this.#rereading !== null) clearInterval(this.#rereading)
    this.#stopWatching()
  }

  async #look(name: string): Promise<Registered | null> {
    const before = this.#known.get(name)
    const begunAt = ++this.#moment
    const found = await this.#registry.get(name)
    if (found !== null) this.#enter(found, begunAt)
    // not one that came while it was looked for
    else if (this.#known.get(name) === before) this.#known.delete(name)
    return found
  }

  /**
   * Keeps the newer of two. A reading that began after the other one was entered is newer, whatever the clocks of those who
   * registered them say; of two that overlap, which may overtake each other, the one with the later time is kept.
   */
  #enter(storage: Registered, begunAt: number): void {
    const known = this.#known.get(storage.name)
    if (
      known === undefined ||
      known.enteredAt < begunAt ||
      known.storage.updatedAtMs <= storage.updatedAtMs
    )
      this.#known.set(storage.name, { storage, enteredAt: ++this.#moment })
  }

  /** Once for each state of its registration: all of them are read again every minute. */
  #tellUnreadable(storage: Registered): void {
    const { name, updatedAtMs, secretAccessKey } = storage
    if (secretAccessKey !== null) {
      this.#toldUnreadable.delete(name)
      return
    }
    if (this.#toldUnreadable.get(name) === updatedAtMs) return
    this.#toldUnreadable.set(name, updatedAtMs)
    this.#onProblem(unreadableStorage(storage))
  }

  async #load(): Promise<void> {
    const { signal } = this.#closing
    const isClosing = (): boolean => signal.aborted
    for (let retryMs = firstRetryMs; this.#isStale && !isClosing(); ) {
      this.#isStale = false
      try {
        await this.#watch()
        const begunAt = ++this.#moment
        this.#replace(await this.#registry.all(), begunAt)
        retryMs = firstRetryMs
      } catch (error) {
        if (isClosing()) return
        this.#isStale = true
        this.#onProblem(error)
        await delay(retryMs, undefined, { signal, ref: false }).catch(() => undefined)
        retryMs = Math.min(longestRetryMs, retryMs * 2)
      }
    }
  }

  /** Before the first reading, so that no change is missed in between. */
  async #watch(): Promise<void> {
    if (this.#release !== null) return
    this.#release = await this.#registry.watch(() => this.reload())
    if (this.#closing.signal.aborted) this.#stopWatching()
  }

  #stopWatching(): void {
    // the connection that it watches on may be gone already
    this.#release?.().catch(() => undefined)
    this.#release = null
  }

  #replace(all: Registered[], begunAt: number): void {
    const names = new Set(all.map(({ name }) => name))
    for (const known of [this.#known, this.#toldUnreadable])
      for (const name of known.keys()) if (!names.has(name)) known.delete(name)
    for (const storage of all) {
      this.#enter(storage, begunAt)
      this.#tellUnreadable(storage)
    }
    if (!this.#closing.signal.aborted) this.#onChange()
  }
}
