import { type Fragment, SpliceFinder, type SplicePoint, type Track } from '@tapedeck/media'
import type { Generation } from '@tapedeck/store'

/** Where a generation's media ends that no later generation has: everything behind it is in the later one's. */
export type EndCut = {
  /** The pull in which the place lies. */
  pull: number
  point: SplicePoint
  /** The generation that begins there. */
  before: number
}

/** Later generations whose beginnings are looked for at once. */
const maxLooked = 8

/**
 * Looks through a generation's media for the place at which the next one begins. A generation that recorded nothing is
 * passed over; when the next one's beginning is not there, because the source had gone in between, that of the one
 * after it may be.
 */
export class EndCutFinder {
  readonly #searches: { generation: number; finder: SpliceFinder; found: EndCut | null }[]
  #pull: number | null = null

  /** @param later the generations behind the one that is looked through */
  constructor(later: Pick<Generation, 'generation' | 'start'>[]) {
    this.#searches = later
      .toSorted((a, b) => a.generation - b.generation)
      .flatMap(({ generation, start }) =>
        start === null ? [] : [{ generation, finder: new SpliceFinder(start), found: null }],
      )
      .slice(0, maxLooked)
  }

  /** False when the next generation's beginning was found, or there is none to look for. */
  isLooking(): boolean {
    return this.#searches[0]?.found === null
  }

  /** Takes the next fragment, as it was received. */
  look(fragment: Fragment, tracks: readonly Track[], pull: number, receivedAtMs: number): void {
    if (pull !== this.#pull) this.#endPull()
    this.#pull = pull
    for (const search of this.#searches) {
      if (search.found !== null) continue
      this.#note(search, pull, search.finder.look(fragment, tracks, receivedAtMs))
    }
  }

  /** Nothing follows: the place, or null when no later generation begins in this media. */
  end(): EndCut | null {
    this.#endPull()
    return this.#searches.find(({ found }) => found !== null)?.found ?? null
  }

  #endPull(): void {
    if (this.#pull === null) return
    for (const search of this.#searches) {
      if (search.found !== null) continue
      this.#note(search, this.#pull, search.finder.end())
      search.finder.beginPull()
    }
    this.#pull = null
  }

  #note(
    search: { generation: number; found: EndCut | null },
    pull: number,
    point: SplicePoint | null,
  ): void {
    if (point !== null) search.found = { pull, point, before: search.generation }
  }
}
