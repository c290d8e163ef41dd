import { type FileHandle, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FragmentOrigin, StreamStart } from '@tapedeck/domain'
import { crc32Hex, decodeJournal, type FragmentEntry, type InitEntry } from './journal.ts'
import { journalOf } from './segment.ts'
import { type SentKeys, sentIn } from './sent-keys.ts'
import type { DirectoryUsage } from './spool-usage.ts'
import type { SpooledFragment } from './spooled-fragment.ts'

/** A fragment of an earlier generation, or the init segment in front of a pull's fragments. */
export type SpooledItem = {
  origin: FragmentOrigin
  pull: number
  receivedAtMs: number
  bytes: Buffer
} & ({ kind: 'init' } | { kind: 'fragment'; spooled: SpooledFragment })

/** Something that was spooled and cannot be read back. */
export type DamagedItem = {
  /** no_init: the fragment is whole, and the init segment that it needs is not. line: of the journal. */
  kind: 'fragment' | 'no_init' | 'line'
  /** Null for a line of the journal. */
  origin: FragmentOrigin | null
  bytes: number
}

/** What a segment's journal held; its fragments in the numbers of the generation that wrote it. */
type ReadJournal = {
  fragments: FragmentEntry[]
  inits: InitEntry[]
  cut: StreamStart | null
  tornBytes: number
  damagedLines: number
}

/** A segment that an adopted generation left, and the last number in it. */
export type AdoptedSegment = { name: string; usedBytes: number; lastSequence: number }

/** Files of a generation's directory that are not work files. */
export const isSpoolFile = (name: string): boolean => name.startsWith('fragments-')

const readJournal = async (path: string): Promise<ReadJournal> => {
  const { entries, tornBytes, damagedLines } = decodeJournal(await readFile(path))
  return {
    fragments: entries.filter((entry) => entry.kind === 'fragment'),
    inits: entries.filter((entry) => entry.kind === 'init'),
    cut: entries.findLast((entry) => entry.kind === 'cut')?.start ?? null,
    tornBytes,
    damagedLines,
  }
}

const bytesOf = async (paths: string[]): Promise<number> => {
  let bytes = 0
  for (const path of paths)
    bytes += await stat(path).then(
      ({ size }) => size,
      // given back
      () => 0,
    )
  return bytes
}

const namesIn = (directory: string): Promise<string[]> =>
  readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })

/**
 * Reads the spool of a generation that is no longer written: exactly what its journals can prove, nothing else. What
 * is damaged is passed over and told of.
 */
export class SpoolReader {
  readonly directory: string
  readonly generation: number
  /** Where the media of a generation begins that was handed over to; what lies before is in its predecessor's files. */
  readonly cut: StreamStart | null
  /** Bytes behind the last whole line of a journal: the write that the crash cut off. */
  readonly tornBytes: number
  readonly #fragments: FragmentEntry[]
  readonly #inits: ReadonlyMap<number, InitEntry>
  readonly #damagedLines: number
  readonly #usage: DirectoryUsage
  /** Number of the first fragment in the spool that adopted this one. */
  #adoptedFrom: number | null = null
  #damaged: DamagedItem[] = []

  private constructor(directory: string, journals: ReadJournal[], usage: DirectoryUsage) {
    this.directory = directory
    this.generation = Number(basename(directory))
    this.#usage = usage
    this.#fragments = journals
      .flatMap(({ fragments }) => fragments)
      .toSorted((a, b) => a.sequence - b.sequence)
    this.#inits = new Map(journals.flatMap(({ inits }) => inits).map((init) => [init.pull, init]))
    this.cut = journals.findLast(({ cut }) => cut !== null)?.cut ?? null
    this.tornBytes = journals.reduce((sum, one) => sum + one.tornBytes, 0)
    this.#damagedLines = journals.reduce((sum, one) => sum + one.damagedLines, 0)
  }

  /** A directory without a journal (its making was cut off) reads as an empty one. */
  static async open(directory: string, usage: DirectoryUsage): Promise<SpoolReader> {
    const names = (await namesIn(directory)).filter((name) => name.endsWith('.journal')).toSorted()
    const journals: ReadJournal[] = []
    for (const name of names) journals.push(await readJournal(join(directory, name)))
    return new SpoolReader(directory, journals, usage)
  }

  /** True when nothing in it can be read and something was there. */
  get isUnreadable(): boolean {
    return this.#fragments.length === 0 && this.#damagedLines > 0
  }

  /** Fragments that its journals tell of, those that were given back included. */
  get fragmentCount(): number {
    return this.#fragments.length
  }

  /** What could not be read back: complete when `items` was read to its end. */
  get damaged(): readonly DamagedItem[] {
    return this.#damaged
  }

  /**
   * What is still there, in order, one item in memory at a time; each pull's fragments behind their init segment.
   * Segments that were given back are passed over. What is damaged is passed over too, and noted in `damaged`.
   */
  async *items(): AsyncGenerator<SpooledItem> {
    const damaged = this.#noteLines()
    const source = new SegmentSource(this.directory)
    let pull: number | null = null
    try {
      for (const [index, entry] of this.#fragments.entries()) {
        const bytes = await source.read(entry)
        if (bytes === 'given back') continue
        const { origin, receivedAtMs } = entry
        const init = this.#inits.get(entry.pull)
        if (bytes === 'damaged' || init === undefined) {
          const kind = bytes === 'damaged' ? 'fragment' : 'no_init'
          damaged.push({ kind, origin, bytes: entry.bytes })
          continue
        }
        if (pull !== entry.pull) {
          pull = entry.pull
          const initBytes = Buffer.from(init.init, 'base64')
          yield { kind: 'init', origin, pull, receivedAtMs: init.receivedAtMs, bytes: initBytes }
        }
        const spooled = this.#spooled(entry, index)
        yield { kind: 'fragment', origin, pull, receivedAtMs, bytes, spooled }
      }
    } finally {
      await source.close()
    }
  }

  /**
   * For RecordingSpool.adopt: numbers the fragments on from `firstSequence`.
   * @returns the segments that are there, and the number behind the last fragment
   */
  async giveTo(
    firstSequence: number,
  ): Promise<{ segments: AdoptedSegment[]; nextSequence: number }> {
    this.#adoptedFrom = firstSequence
    const last = new Map(this.#fragments.map(({ segment }, index) => [segment, index]))
    const segments: AdoptedSegment[] = []
    for (const [name, index] of last) {
      const usedBytes = await bytesOf([
        join(this.directory, name),
        join(this.directory, journalOf(name)),
      ])
      segments.push({ name, usedBytes, lastSequence: firstSequence + index })
    }
    return { segments, nextSequence: firstSequence + this.#fragments.length }
  }

  /** Keys of what its recorder sent into storage for cycles whose files were not told of. */
  sent(): Promise<SentKeys[]> {
    return sentIn(this.directory)
  }

  /** Deletes the work files that its recorder left: they are composed again. */
  async removeWorkFiles(): Promise<void> {
    for (const name of await namesIn(this.directory))
      if (!isSpoolFile(name)) await rm(join(this.directory, name), { recursive: true, force: true })
  }

  /** Deletes it, unless it was adopted: then it goes with the spool that adopted it. Only when everything in it is stored or taken over. */
  async remove(): Promise<void> {
    if (this.#adoptedFrom !== null) return
    await rm(this.directory, { recursive: true, force: true })
    this.#usage.drop()
  }

  #noteLines(): DamagedItem[] {
    this.#damaged = Array.from({ length: this.#damagedLines }, () => ({
      kind: 'line',
      origin: null,
      bytes: 0,
    }))
    return this.#damaged
  }

  #spooled({ sequence, origin, segment, offset, bytes, crc32 }: FragmentEntry, index: number) {
    return {
      sequence: this.#adoptedFrom === null ? sequence : this.#adoptedFrom + index,
      origin,
      place: { generation: this.generation, segment, offset, bytes, crc32 },
    }
  }
}

/** Reads fragments one after the other; a segment stays open until the next one is read. */
class SegmentSource {
  readonly #directory: string
  #name: string | null = null
  #handle: FileHandle | null = null

  constructor(directory: string) {
    this.#directory = directory
  }

  async read({
    segment,
    offset,
    bytes,
    crc32,
  }: FragmentEntry): Promise<Buffer | 'given back' | 'damaged'> {
    if (segment !== this.#name) await this.#open(segment)
    if (this.#handle === null) return 'given back'
    const { buffer, bytesRead } = await this.#handle.read({
      buffer: Buffer.alloc(bytes),
      position: offset,
    })
    return bytesRead === bytes && crc32Hex(buffer) === crc32 ? buffer : 'damaged'
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    this.#name = null
    await handle?.close()
  }

  async #open(segment: string): Promise<void> {
    await this.close()
    this.#name = segment
    try {
      this.#handle = await open(join(this.#directory, segment))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}
