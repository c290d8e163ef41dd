import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FragmentOrigin, StreamStart } from '@tapedeck/domain'
import type { DamagedItem } from './damage.ts'
import { decodeJournal, type FragmentEntry, type InitEntry } from './journal.ts'
import { readOr } from './medium.ts'
import { isJournal, journalOf, segmentOf } from './segment.ts'
import { SegmentSource } from './segment-source.ts'
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

/** What a segment's journal held; its fragments in the numbers of the generation that wrote it. */
type ReadJournal = {
  segment: string
  /** False when the medium does not give it back: nothing is known of what it told of. */
  isReadable: boolean
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

const readJournal = async (directory: string, name: string): Promise<ReadJournal> => {
  const bytes = await readOr(readFile(join(directory, name)), null)
  if (bytes === null) return unreadable(segmentOf(name))
  const { entries, tornBytes, damagedLines } = decodeJournal(bytes)
  return {
    segment: segmentOf(name),
    isReadable: true,
    fragments: entries.filter((entry) => entry.kind === 'fragment'),
    inits: entries.filter((entry) => entry.kind === 'init'),
    cut: entries.findLast((entry) => entry.kind === 'cut')?.start ?? null,
    tornBytes,
    damagedLines,
  }
}

const unreadable = (segment: string): ReadJournal => ({
  ...{ segment, isReadable: false, fragments: [], inits: [], cut: null },
  ...{ tornBytes: 0, damagedLines: 0 },
})

const damagedIn = (
  { isReadable, damagedLines }: ReadJournal,
  generation: number,
): DamagedItem[] => {
  const one = { generation, origin: null, bytes: 0 }
  return isReadable
    ? Array.from({ length: damagedLines }, () => ({ kind: 'line', ...one }))
    : [{ kind: 'journal', ...one }]
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
  /** Damaged lines, and journals that cannot be read at all. */
  readonly #damagedInJournals: readonly DamagedItem[]
  /** Segments that hold something damaged; what is found here once stays. */
  readonly #damagedSegments: Set<string>
  readonly #usage: DirectoryUsage
  /** Number of the first fragment in the spool that adopted this one. */
  #adoptedFrom: number | null = null
  #damaged: DamagedItem[]

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
    this.#damagedInJournals = journals.flatMap((one) => damagedIn(one, this.generation))
    this.#damaged = [...this.#damagedInJournals]
    this.#damagedSegments = new Set(
      journals.filter((one) => damagedIn(one, 0).length > 0).map(({ segment }) => segment),
    )
  }

  /** A directory without a journal (its making was cut off) reads as an empty one. */
  static async open(directory: string, usage: DirectoryUsage): Promise<SpoolReader> {
    const names = await readOr(namesIn(directory), null)
    if (names === null) return new SpoolReader(directory, [unreadable('')], usage)
    const journals: ReadJournal[] = []
    for (const name of names.filter(isJournal).toSorted())
      journals.push(await readJournal(directory, name))
    return new SpoolReader(directory, journals, usage)
  }

  /** True when nothing in it can be read and something was there. */
  get isUnreadable(): boolean {
    return this.#fragments.length === 0 && this.#damagedInJournals.length > 0
  }

  /** True when something in it could not be read back, as far as it was read. */
  get isDamaged(): boolean {
    return this.#damagedSegments.size > 0
  }

  /** Fragments that its journals tell of, those that were given back included. */
  get fragmentCount(): number {
    return this.#fragments.length
  }

  /** True for a segment of which something could not be read back, as far as it was read. */
  isDamagedIn(segment: string): boolean {
    return this.#damagedSegments.has(segment)
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
    const damaged = [...this.#damagedInJournals]
    this.#damaged = damaged
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
          damaged.push({ kind, generation: this.generation, origin, bytes: entry.bytes })
          this.#damagedSegments.add(entry.segment)
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
    for (const name of await readOr(namesIn(this.directory), []))
      if (!isSpoolFile(name))
        await readOr(rm(join(this.directory, name), { recursive: true, force: true }), null)
  }

  /** Deletes it, unless it was adopted: then it goes with the spool that adopted it. Only when everything in it is stored or taken over. */
  async remove(): Promise<void> {
    if (this.#adoptedFrom !== null) return
    await rm(this.directory, { recursive: true, force: true })
    this.#usage.drop()
  }

  #spooled({ sequence, origin, segment, offset, bytes, crc32 }: FragmentEntry, index: number) {
    return {
      sequence: this.#adoptedFrom === null ? sequence : this.#adoptedFrom + index,
      origin,
      place: { generation: this.generation, segment, offset, bytes, crc32 },
    }
  }
}
