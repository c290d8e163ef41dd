import { compareOrigins, type FragmentOrigin, type StreamStart } from '@tapedeck/domain'
import {
  type Fragment,
  FragmentReader,
  SpliceFinder,
  type SplicePoint,
  type Track,
} from '@tapedeck/media'
import type { DamagedItem, RecordingSpool, Spool, SpooledItem, SpoolReader } from '@tapedeck/spool'
import { Splice } from './splice.ts'

/** Gives what of a fragment is to be recorded; null when nothing is. */
type Part = (fragment: Fragment, tracks: readonly Track[]) => Fragment | null

/** An init segment or a fragment of an earlier generation, with what of it belongs to the recording. */
export type LeftoverItem = SpooledItem & { part: Part }

const whole: Part = (fragment) => fragment

/**
 * Where the media begins that a generation recorded after it was handed the recording. Null when that place was given
 * back already, so that all that is left lies behind it.
 */
const findCut = async (reader: SpoolReader, cut: StreamStart): Promise<SplicePoint | null> => {
  const finder = new SpliceFinder(cut)
  let parser: { reader: FragmentReader; tracks: Track[] } | null = null
  for await (const item of reader.items()) {
    if (item.kind === 'init') {
      // the place lies in the first pull
      if (parser !== null) break
      const fragments = new FragmentReader()
      const [first] = fragments.push(item.bytes)
      parser = first?.kind === 'init' ? { reader: fragments, tracks: first.init.tracks } : null
      continue
    }
    for (const parsed of parser?.reader.push(item.bytes) ?? []) {
      if (parsed.kind !== 'fragment') continue
      const point = finder.look(parsed.fragment, parser?.tracks ?? [], item.receivedAtMs)
      if (point !== null) return point
    }
  }
  return finder.end()
}

/**
 * What earlier generations of a recording left in this recorder's spool: media that was received and may not be in
 * storage yet. A generation that took over and was cut off in turn may have left copies of the former's fragments; each
 * fragment is given once.
 */
export class SpoolLeftovers {
  readonly #readers: SpoolReader[]

  private constructor(readers: SpoolReader[]) {
    this.#readers = readers
  }

  /** @param generations the ones to go on from */
  static async find(
    spool: Spool,
    recordingId: string,
    generations: number[],
  ): Promise<SpoolLeftovers> {
    const readers: SpoolReader[] = []
    for (const generation of generations.toSorted((a, b) => a - b))
      readers.push(await spool.read(recordingId, generation))
    return new SpoolLeftovers(readers)
  }

  /** Nothing was left. */
  static none(): SpoolLeftovers {
    return new SpoolLeftovers([])
  }

  get isEmpty(): boolean {
    return this.#readers.length === 0
  }

  /** True when media was received, whether it was stored since or not. */
  get hasMedia(): boolean {
    return this.#readers.some((reader) => reader.fragmentCount > 0)
  }

  /** Bytes that a crash cut off in the middle of a write: journal lines that are not whole. */
  get tornBytes(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.tornBytes, 0)
  }

  /** What could not be read back; complete when `items` was read to its end. */
  get damaged(): DamagedItem[] {
    return this.#readers.flatMap((reader) => reader.damaged)
  }

  /** Makes it part of a spool in which nothing was written yet: that one gives it back when it is stored. */
  async adoptInto(spool: RecordingSpool): Promise<void> {
    for (const reader of this.#readers) await spool.adopt(reader)
  }

  /** Fragments in the order in which they were received, each behind its init segment. */
  async *items(): AsyncGenerator<LeftoverItem> {
    let last: FragmentOrigin | null = null
    for (const reader of this.#readers) {
      let part = await partOf(reader)
      let pull: number | null = null
      for await (const item of reader.items()) {
        // the place lies in the first pull
        if (pull !== null && item.pull !== pull) part = whole
        pull = item.pull
        if (item.kind === 'fragment') {
          if (last !== null && compareOrigins(item.origin, last) <= 0) continue
          last = item.origin
        }
        yield { ...item, part }
      }
    }
  }
}

const partOf = async (reader: SpoolReader): Promise<Part> => {
  const point = reader.cut === null ? null : await findCut(reader, reader.cut)
  if (point === null) return whole
  const splice = new Splice(point)
  return (fragment, tracks) => splice.after(fragment, tracks)
}
