import { type Fragment, FragmentReader, type InitSegment } from '@tapedeck/media'
import type { SpooledFragment } from '@tapedeck/spool'

/** Bytes of fragments that one recording keeps in memory between receiving and writing: about 25 s at 2.6 Mbit/s. */
const defaultMaxBytes = 8 * 1024 * 1024

/**
 * What one pull brings, in order: its beginning, its fragments, its end; between pulls, that the user has them paused and
 * resumed.
 */
export type BacklogItem =
  | { kind: 'begin'; init: InitSegment }
  | {
      kind: 'fragment'
      fragment: Fragment
      init: InitSegment
      receivedAtMs: number
      spooled: SpooledFragment
    }
  /** isPause: it was ended because the user paused the recording. */
  | { kind: 'end'; isPause: boolean }
  | { kind: 'pause' }
  | { kind: 'resume' }

type FragmentItem = Extract<BacklogItem, { kind: 'fragment' }>

/** A fragment beyond the bound of memory has only its place in the spool. */
type Entry =
  | Exclude<BacklogItem, FragmentItem>
  | (Omit<FragmentItem, 'fragment'> & { bytes: number; fragment: Fragment | null })

/** Wakes whoever waits for something to change. */
class News {
  #next = Promise.withResolvers<void>()

  tell(): void {
    this.#next.resolve()
    this.#next = Promise.withResolvers<void>()
  }

  wait(): Promise<void> {
    return this.#next.promise
  }
}

/** Parses single fragments of one pull. */
const readerOf = (init: InitSegment): FragmentReader => {
  const reader = new FragmentReader()
  reader.push(init.bytes)
  return reader
}

/**
 * Between receiving and writing. Receiving never waits for it: beyond a bound in bytes it keeps only where a fragment
 * lies in the spool and reads it back when its turn comes. What is behind `hold` waits there until `release`.
 * One consumer; the number of places is bounded by the room of the spool, which holds every fragment that has one.
 */
export class FragmentBacklog {
  readonly #readBack: (spooled: SpooledFragment) => Promise<Buffer>
  readonly #maxBytes: number
  #entries: Entry[] = []
  /** Entries that were taken already, counted through. */
  #taken = 0
  #memoryBytes = 0
  /** Number of the first entry that is held back; null when none is. */
  #heldFrom: number | null = null
  #isDropping = false
  #isClosed = false
  #failure: { error: unknown } | null = null
  #isIdle = false
  /** For the consumer: something came, or may be taken. */
  readonly #news = new News()
  /** For those who wait for the consumer. */
  readonly #idle = new News()
  #parsing: { init: InitSegment; reader: FragmentReader } | null = null

  /** @param readBack reads a fragment's bytes from the spool */
  constructor(
    readBack: (spooled: SpooledFragment) => Promise<Buffer>,
    options: { maxBytes?: number } = {},
  ) {
    this.#readBack = readBack
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes
  }

  /** Bytes of fragments in memory. */
  get memoryBytes(): number {
    return this.#memoryBytes
  }

  /** Entries that wait, those that are held back included. */
  get length(): number {
    return this.#entries.length
  }

  /** True while what comes is held back. */
  get isHeld(): boolean {
    return this.#heldFrom !== null
  }

  /**
   * Takes what was received and is in the spool.
   * @throws the consumer's error, once it failed: there is no use in receiving more
   */
  push(item: BacklogItem): void {
    if (this.#failure !== null) throw this.#failure.error
    if (this.#isDropping || this.#isClosed) return
    if (item.kind === 'fragment') {
      const bytes = item.fragment.bytes.length
      const fits = this.#memoryBytes + bytes <= this.#maxBytes
      if (fits) this.#memoryBytes += bytes
      this.#entries.push({ ...item, bytes, fragment: fits ? item.fragment : null })
    } else this.#entries.push(item)
    this.#news.tell()
  }

  /**
   * What is pushed from now on waits behind what is there.
   * @throws RangeError when something is held back already: what was received in between would be passed on as written
   */
  hold(): void {
    if (this.isHeld) throw new RangeError('a backlog is held back twice')
    this.#heldFrom = this.#taken + this.#entries.length
  }

  /** What was held back comes now. */
  release(): void {
    this.#heldFrom = null
    this.#news.tell()
  }

  /** Forgets what is held back, and everything that comes after it: somebody else writes it. */
  dropHeld(): void {
    if (this.#heldFrom === null) return
    this.#isDropping = true
    for (const entry of this.#entries.splice(this.#heldFrom - this.#taken)) this.#forget(entry)
    this.#heldFrom = null
    this.#news.tell()
  }

  /** Nothing more comes; the consumer ends when it has taken everything. */
  close(): void {
    this.#isClosed = true
    this.#heldFrom = null
    this.#news.tell()
    this.#idle.tell()
  }

  /** Forgets everything: the consumer ends at once. */
  discard(): void {
    for (const entry of this.#entries) this.#forget(entry)
    this.#taken += this.#entries.length
    this.#entries = []
    this.close()
  }

  /** The consumer cannot go on. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.discard()
  }

  /** Resolves when the consumer has done with everything that is not held back, or has ended. */
  async settled(): Promise<void> {
    while (!this.#isClosed && (!this.#isIdle || this.#canTake())) await this.#idle.wait()
  }

  /** Takes one after the other, each when the one before is done; ends when it is closed and empty. */
  async *items(): AsyncGenerator<BacklogItem> {
    for (;;) {
      const entry = this.#canTake() ? this.#entries[0] : undefined
      if (entry === undefined) {
        if (this.#isClosed) return
        this.#isIdle = true
        this.#idle.tell()
        await this.#news.wait()
        this.#isIdle = false
        continue
      }
      const item = await this.#thaw(entry)
      // it may have been discarded while it was read back
      if (this.#entries[0] !== entry) continue
      this.#entries.shift()
      this.#taken += 1
      this.#forget(entry)
      yield item
    }
  }

  /**
   * Looks at everything that is there and comes, without taking it. Only while all of it is held back.
   * Ends when the backlog is closed.
   */
  async *scan(): AsyncGenerator<BacklogItem> {
    for (let at = 0; !this.#isClosed; ) {
      const entry = this.#entries[at]
      if (entry === undefined) {
        await this.#news.wait()
        continue
      }
      at += 1
      yield await this.#thaw(entry)
    }
  }

  #canTake(): boolean {
    return this.#entries.length > 0 && (this.#heldFrom === null || this.#taken < this.#heldFrom)
  }

  async #thaw(entry: Entry): Promise<BacklogItem> {
    if (entry.kind !== 'fragment') return entry
    const { init, receivedAtMs, spooled } = entry
    const fragment = entry.fragment ?? this.#parse(init, await this.#readBack(spooled))
    return { kind: 'fragment', fragment, init, receivedAtMs, spooled }
  }

  #parse(init: InitSegment, bytes: Buffer): Fragment {
    if (this.#parsing?.init !== init) this.#parsing = { init, reader: readerOf(init) }
    for (const item of this.#parsing.reader.push(bytes))
      if (item.kind === 'fragment') return item.fragment
    throw new RangeError('a fragment of the spool is not whole')
  }

  #forget(entry: Entry): void {
    if (entry.kind === 'fragment' && entry.fragment !== null) this.#memoryBytes -= entry.bytes
  }
}
