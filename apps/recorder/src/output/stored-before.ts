import {
  type FragmentOrigin,
  isSliced,
  outputOf,
  type RecordingFile,
  slicesInStorage,
} from '@tapedeck/domain'
import type { FormerCycle } from './open-cycles.ts'

/** A run of one generation's fragments, both ends included. */
type Run = { from: number; to: number }

/**
 * Which of each generation's fragments are in stored files of one output. There may be holes: a file that was salvaged
 * ends earlier than the next one begins.
 */
export class StoredThrough {
  /** In ascending order, none touches the next. */
  readonly #runs = new Map<number, Run[]>()

  /** Fragments of that generation from `from` up to this one are stored. */
  add({ generation, sequence }: FragmentOrigin, from = 0): void {
    let added: Run = { from, to: sequence }
    const apart: Run[] = []
    for (const run of this.#runs.get(generation) ?? []) {
      if (run.to + 1 < added.from || added.to + 1 < run.from) apart.push(run)
      else added = { from: Math.min(run.from, added.from), to: Math.max(run.to, added.to) }
    }
    this.#runs.set(
      generation,
      [...apart, added].toSorted((a, b) => a.from - b.from),
    )
  }

  /** What a file holds: of the generation that it begins with from its first fragment on, of later ones from the start. */
  addFile({ from, through = [] }: Pick<RecordingFile, 'from' | 'through'>): void {
    for (const origin of through)
      this.add(origin, origin.generation === from?.generation ? from.sequence : 0)
  }

  has({ generation, sequence }: FragmentOrigin): boolean {
    const runs = this.#runs.get(generation) ?? []
    return runs.some(({ from, to }) => from <= sequence && sequence <= to)
  }

  /** The last fragment of each generation. */
  origins(): FragmentOrigin[] {
    return [...this.#runs].map(([generation, runs]) => ({
      generation,
      sequence: runs.at(-1)?.to ?? 0,
    }))
  }
}

/** What is stored of one output: where it goes on. */
export type StoredBefore = {
  nextSequence: number
  /** Slices so far; they count through the whole recording. */
  slices: number
  through: StoredThrough
}

/** The cycles that former generations left open, by what becomes of them. */
export type LeftCycles = {
  /** Their media is played again from this host's spool: they are gone on with. */
  goneOnWith: FormerCycle[]
  /** They stay as they are for whoever ends them later, whose file gets their sequence, keys and slices. */
  passed: FormerCycle[]
}

/** @param found generations in this host's spool, and those of them that another recorder went on behind */
export const sortLeftCycles = (
  open: readonly FormerCycle[],
  found: { localGenerations: number[]; superseded: number[] },
): LeftCycles => {
  const isGoneOnWith = ({ cycle: { generation } }: FormerCycle): boolean =>
    found.localGenerations.includes(generation) && !found.superseded.includes(generation)
  return {
    goneOnWith: open.filter(isGoneOnWith),
    passed: open.filter((one) => !isGoneOnWith(one)),
  }
}

/**
 * Reads off the stored files of a recording, and the cycles that are passed, where the output with this name goes on.
 */
export const storedBefore = (
  files: RecordingFile[],
  output: string,
  passed: readonly FormerCycle[] = [],
): StoredBefore => {
  const before = { nextSequence: 0, slices: 0, through: new StoredThrough() }
  for (const file of files) {
    if (outputOf(file) !== output) continue
    before.nextSequence = Math.max(before.nextSequence, file.sequence + 1)
    before.slices += file.slices.length
    before.through.addFile(file)
  }
  for (const { cycle, pieces } of passed) {
    if (cycle.output !== output) continue
    before.nextSequence = Math.max(before.nextSequence, cycle.sequence + 1)
    // told of or not: a key of theirs must not come again. Its init segment may be among them, and a number is only left out
    if (isSliced(cycle.format)) before.slices += slicesInStorage(cycle, pieces).length
  }
  return before
}
