import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import type { FragmentOrigin, StreamStart } from '@tapedeck/domain'
import { describeDamage } from './damage.ts'
import { crc32Hex, type FragmentEntry, type InitEntry } from './journal.ts'
import { OpenSegments } from './open-segments.ts'
import type { RecordingSpoolOptions } from './recording-spool-options.ts'
import { removeSegment, type Segment } from './segment.ts'
import { type SentNotes, sentNotes } from './sent-keys.ts'
import type { SpoolReader } from './spool-reader.ts'
import { directoryUsage } from './spool-usage.ts'
import { readFragment, type SpooledFragment } from './spooled-fragment.ts'
import { markStandBy, unmarkStandBy } from './stand-by.ts'
import { syncDirectory } from './sync-directory.ts'
import { createWorkFile, type WorkFile, type WorkFiles } from './work-file.ts'

/**
 * A segment is closed at the first fragment that starts beyond this size. Small, so that room comes back while a
 * recording runs; large enough that a day of a stream is a few thousand files.
 */
export const segmentBytes = 8 * 1024 * 1024

/** Init segments that are kept for the segments to come: of the pull that runs, and of the one that ends beside it. */
const maxInits = 4

/** A segment that holds media which is not yet verified in storage. */
type HeldSegment = {
  generation: number
  name: string
  /** Bytes of both its files, 0 while it is written. */
  usedBytes: number
  lastSequence: number
}

/** Where one generation of a recording keeps its media until it is safe in storage. One writer; calls are done in order. */
export class RecordingSpool implements WorkFiles {
  readonly directory: string
  readonly generation: number
  readonly sent: SentNotes
  readonly #recordingDirectory: string
  readonly #options: RecordingSpoolOptions
  readonly #held: HeldSegment[] = []
  /** Generations that were adopted and not deleted since. */
  readonly #adopted = new Map<number, SpoolReader>()
  readonly #inits = new Map<number, InitEntry>()
  readonly #open: OpenSegments
  /** Pulls whose init segment stands in the current segment's journal. */
  #currentPulls = new Set<number>()
  #nextSequence = 0
  #tail: Promise<unknown> = Promise.resolve()
  #isDirectoryDirty = true
  /** Aborted when it is closed. */
  readonly #closed = new AbortController()

  private constructor(directory: string, generation: number, options: RecordingSpoolOptions) {
    this.directory = directory
    this.generation = generation
    this.sent = sentNotes(directory)
    this.#recordingDirectory = dirname(directory)
    this.#options = options
    this.#open = new OpenSegments(directory, options.onDirty !== null)
  }

  /** Makes the spool of one generation; rejects with EEXIST when somebody made it before. */
  static async create(
    directory: string,
    generation: number,
    options: RecordingSpoolOptions,
  ): Promise<RecordingSpool> {
    await mkdir(dirname(directory), { recursive: true })
    await mkdir(directory)
    return new RecordingSpool(directory, generation, options)
  }

  /** It is written in case its recorder gets the recording, until `take`: before the first fragment. */
  standBy(): Promise<void> {
    return markStandBy(this.directory)
  }

  /** Its generation is this recorder's: from here on it holds what nobody else has. */
  take(): Promise<void> {
    return unmarkStandBy(this.directory)
  }

  /** The init segment of the fragments that follow. It is written with the first of them. */
  async appendInit(pull: number, bytes: Buffer, receivedAtMs: number): Promise<void> {
    this.#inits.set(pull, { kind: 'init', pull, receivedAtMs, init: bytes.toString('base64') })
    const [oldest] = this.#inits.keys()
    if (oldest !== undefined && this.#inits.size > maxInits) this.#inits.delete(oldest)
  }

  /**
   * The durability line: resolves when the fragment and its journal entry are written. When it rejects, nothing of
   * the fragment is there, and the next one can be appended.
   * @param origin of a fragment taken over from another spool; its own when absent
   */
  appendFragment(
    pull: number,
    bytes: Buffer,
    receivedAtMs: number,
    origin?: FragmentOrigin,
  ): Promise<SpooledFragment> {
    return this.#inOrder(async () => {
      const segment = await this.#segmentToWrite()
      const sequence = this.#nextSequence
      const entry: FragmentEntry = {
        kind: 'fragment',
        sequence,
        origin: origin ?? { generation: this.generation, sequence },
        pull,
        segment: segment.name,
        offset: segment.bytes,
        bytes: bytes.length,
        crc32: crc32Hex(bytes),
        receivedAtMs,
      }
      const init = this.#currentPulls.has(pull) ? undefined : this.#inits.get(pull)
      await this.#append(segment, bytes, init === undefined ? [entry] : [init, entry])
      this.#currentPulls.add(pull)
      this.#nextSequence += 1
      const held = this.#held.at(-1)
      if (held !== undefined) held.lastSequence = sequence
      const { offset, crc32 } = entry
      const place = { segment: segment.name, offset, bytes: bytes.length, crc32 }
      return { sequence, origin: entry.origin, place: { generation: this.generation, ...place } }
    })
  }

  /**
   * Notes that what was recorded before this place is in the files of the generation that handed over. Resolves when it
   * is durable, with everything before it.
   */
  async setCut(start: StreamStart): Promise<void> {
    await this.#inOrder(async () =>
      this.#append(await this.#segmentToWrite(), null, [{ kind: 'cut', start }]),
    )
    await this.sync()
  }

  /**
   * Takes over what an earlier generation left, without moving a byte: its fragments come before this spool's own, in
   * this spool's numbers (`reader.items()` gives them from now on), and are given back by `release` and `remove`. What
   * of it could not be read is kept, and set aside then.
   * Only before the first fragment is appended; oldest generation first.
   */
  async adopt(reader: SpoolReader): Promise<void> {
    await this.#inOrder(async () => {
      if (
        this.#open.current !== null ||
        this.#held.some((one) => one.generation === this.generation)
      )
        throw new TapedeckError('SERVICE_BUG', { detail: 'A spool is adopted before it is used.' })
      this.#adopted.set(reader.generation, reader)
      const { segments, nextSequence } = await reader.giveTo(this.#nextSequence)
      this.#nextSequence = nextSequence
      for (const segment of segments) this.#held.push({ generation: reader.generation, ...segment })
      for (const { keys, ...cycle } of await reader.sent())
        for (const key of keys) await this.sent.note(cycle, key)
      await reader.removeWorkFiles()
      if (segments.length === 0 && !reader.isUnreadable)
        await this.#removeGeneration(reader.generation)
    })
  }

  /** Reads a fragment back; see readFragment. */
  readFragment(spooled: SpooledFragment): Promise<Buffer> {
    return readFragment(this.#recordingDirectory, spooled)
  }

  createWorkFile(name: string): Promise<WorkFile> {
    const usage = this.#usageOf(this.generation)
    return createWorkFile(join(this.directory, name), {
      count: (bytes) => usage.add(bytes),
      patience: { ...this.#options.patience, signal: this.#closed.signal },
    })
  }

  /** Every fragment below `sequence` is verified in storage: segments that hold only such are deleted. */
  release(sequence: number): Promise<void> {
    return this.#inOrder(async () => {
      for (;;) {
        const first = this.#held[0]
        if (first === undefined || first.lastSequence >= sequence) return
        await this.#give(first)
        this.#held.shift()
        const { generation } = first
        const isEmpty = this.#held[0]?.generation !== generation
        // a damaged one is set aside by `remove`, when its damage has been told of
        if (isEmpty && this.#adopted.get(generation)?.isDamaged === false)
          await this.#removeGeneration(generation)
      }
    })
  }

  /** Makes everything that was appended durable: fragments, the journal lines that tell of them, directory entries. */
  async sync(): Promise<void> {
    await this.#open.sync()
    if (!this.#isDirectoryDirty || this.#isClosed()) return
    this.#isDirectoryDirty = false
    try {
      await syncDirectory(this.directory)
      await syncDirectory(this.#recordingDirectory)
      await syncDirectory(dirname(this.#recordingDirectory))
    } catch (error) {
      this.#isDirectoryDirty = true
      // removed meanwhile: there is nothing left that could be lost
      if (!this.#isClosed()) throw error
    }
  }

  /** Writes no more. What was appended stays, synced where anything is. */
  async close(): Promise<void> {
    if (this.#isClosed()) return
    try {
      if (this.#options.onDirty !== null) await this.sync()
    } finally {
      await this.#closeFiles()
    }
  }

  /** Closes it and gives everything back, adopted generations too. Only for a recording whose files are all verified. */
  async remove(): Promise<void> {
    await this.#closeFiles()
    await this.#removeGeneration(this.generation)
    for (const { generation, isDamaged, damaged } of [...this.#adopted.values()])
      if (!isDamaged) await this.#removeGeneration(generation)
      // where it fails all stays, and is set aside when it is found again: no reason for the recording to fail
      else await this.#options.setAside(generation, describeDamage(damaged)).catch(() => undefined)
    this.#held.length = 0
  }

  async #closeFiles(): Promise<void> {
    this.#closed.abort()
    await this.#inOrder(() => this.#open.close())
  }

  async #append(
    segment: Segment,
    bytes: Buffer | null,
    entries: Parameters<Segment['append']>[1],
  ): Promise<void> {
    const before = segment.usedBytes
    await segment.append(bytes, entries)
    this.#usageOf(this.generation).add(segment.usedBytes - before)
    this.#options.onDirty?.(this)
  }

  async #segmentToWrite(): Promise<Segment> {
    if (this.#isClosed())
      throw new TapedeckError('SERVICE_BUG', { detail: 'The spool of the recording is closed.' })
    const { current } = this.#open
    if (current !== null && current.bytes < segmentBytes) return current
    const name = `fragments-${String(this.#nextSequence).padStart(9, '0')}`
    const segment = await this.#open.begin(name)
    const previous = this.#held.at(-1)
    if (current !== null && previous !== undefined) previous.usedBytes = current.usedBytes
    this.#currentPulls = new Set()
    this.#isDirectoryDirty = true
    // without a fragment it needs nothing below its first
    const lastSequence = this.#nextSequence - 1
    this.#held.push({ generation: this.generation, name, usedBytes: 0, lastSequence })
    return segment
  }

  /** Deletes a segment's files, whether it is still written or not; one that holds something damaged goes with its generation. */
  async #give({ generation, name, usedBytes }: HeldSegment): Promise<void> {
    if (this.#adopted.get(generation)?.isDamagedIn(name) === true) return
    const isOwn = generation === this.generation
    const writtenBytes = isOwn ? await this.#open.giveUp(name) : null
    await removeSegment(join(this.#recordingDirectory, String(generation)), name)
    this.#usageOf(generation).add(-(writtenBytes ?? usedBytes))
  }

  async #removeGeneration(generation: number): Promise<void> {
    this.#adopted.delete(generation)
    await rm(join(this.#recordingDirectory, String(generation)), { recursive: true, force: true })
    this.#usageOf(generation).drop()
  }

  #usageOf(generation: number) {
    return directoryUsage(
      this.#options.usage,
      basename(this.#recordingDirectory),
      String(generation),
    )
  }

  #isClosed(): boolean {
    return this.#closed.signal.aborted
  }

  #inOrder<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(task)
    this.#tail = done.catch(() => undefined)
    return done
  }
}
