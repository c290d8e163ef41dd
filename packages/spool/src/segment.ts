import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeEntry, type JournalEntry } from './journal.ts'
import { writeFully } from './write-fully.ts'

const journalEnding = '.journal'

/** Name of the journal that lies beside a segment. */
export const journalOf = (segment: string): string => `${segment}${journalEnding}`

/** True for the name of a journal among the files of a generation. */
export const isJournal = (name: string): boolean => name.endsWith(journalEnding)

/** Name of the segment that a journal lies beside. */
export const segmentOf = (journal: string): string => journal.slice(0, -journalEnding.length)

/**
 * A segment that is written: a file of fragments and the journal of what lies in it. Together they can be read without
 * any other file of the spool, so they are given back together.
 */
export class Segment {
  readonly directory: string
  readonly name: string
  readonly #data: FileHandle
  readonly #journal: FileHandle
  #bytes = 0
  #journalBytes = 0
  #isClosed = false
  #isDirty = false
  #syncing: Promise<void> = Promise.resolve()

  private constructor(directory: string, name: string, data: FileHandle, journal: FileHandle) {
    this.directory = directory
    this.name = name
    this.#data = data
    this.#journal = journal
  }

  /** Makes both files; rejects with EEXIST when they are there. */
  static async create(directory: string, name: string): Promise<Segment> {
    const data = await open(join(directory, name), 'wx')
    try {
      return new Segment(directory, name, data, await open(join(directory, journalOf(name)), 'wx'))
    } catch (error) {
      await data.close()
      await rm(join(directory, name), { force: true })
      throw error
    }
  }

  /** Bytes of whole fragments in it. */
  get bytes(): number {
    return this.#bytes
  }

  /** Bytes of both files. */
  get usedBytes(): number {
    return this.#bytes + this.#journalBytes
  }

  get isDirty(): boolean {
    return this.#isDirty
  }

  /**
   * Appends a fragment and then its journal lines. When either fails, neither is there: the files are cut to what is
   * whole, and what could not be cut is written over by what comes next.
   */
  async append(bytes: Buffer | null, entries: JournalEntry[]): Promise<void> {
    const lines = Buffer.from(entries.map(encodeEntry).join(''))
    this.#isDirty = true
    try {
      if (bytes !== null) await writeFully(this.#data, bytes, this.#bytes)
      await writeFully(this.#journal, lines, this.#journalBytes)
    } catch (error) {
      await Promise.allSettled([
        this.#data.truncate(this.#bytes),
        this.#journal.truncate(this.#journalBytes),
      ])
      throw error
    }
    this.#bytes += bytes?.length ?? 0
    this.#journalBytes += lines.length
    // a sync that began meanwhile took the mark with it, and may not have seen these bytes
    this.#isDirty = true
  }

  /** Makes what was appended durable: the fragments before the lines that tell of them. */
  sync(): Promise<void> {
    this.#syncing = this.#syncing.then(async () => {
      if (!this.#isDirty || this.#isClosed) return
      this.#isDirty = false
      try {
        await this.#data.datasync()
        await this.#journal.datasync()
      } catch (error) {
        this.#isDirty = true
        throw error
      }
    })
    const synced = this.#syncing
    this.#syncing = synced.catch(() => undefined)
    return synced
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#syncing
    await Promise.all([this.#data.close(), this.#journal.close()])
  }
}

/** Deletes a segment: first the fragments, for a journal without them says that they were given back. */
export const removeSegment = async (directory: string, name: string): Promise<void> => {
  await rm(join(directory, name), { force: true })
  await rm(join(directory, journalOf(name)), { force: true })
}
