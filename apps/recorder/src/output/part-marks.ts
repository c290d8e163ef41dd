import type { FragmentOrigin } from '@tapedeck/domain'

/** Where a fragment ends: in the body, on the cycle's media time line, and in the spools of its generations. */
export type FragmentMark = { bodyBytes: number; mediaMs: number; through: FragmentOrigin[] }

const nothing: FragmentMark = { bodyBytes: 0, mediaMs: 0, through: [] }

/**
 * Remembers for each full part of a growing body the last fragment that ends in it or before it: one entry per part,
 * and an upload has 10 000 of them at most.
 */
export class PartMarks {
  readonly #partEnd: (partNumber: number) => number
  readonly #full: FragmentMark[] = []
  #last = nothing

  /** @param partEnd where a part ends in the body */
  constructor(partEnd: (partNumber: number) => number) {
    this.#partEnd = partEnd
  }

  /** A fragment was added to the body. */
  add(mark: FragmentMark): void {
    for (;;) {
      const end = this.#partEnd(this.#full.length + 1)
      if (end > mark.bodyBytes) break
      this.#full.push(end === mark.bodyBytes ? mark : this.#last)
    }
    this.#last = mark
  }

  /** The last whole fragment within a part and those before it; one that is not full ends with the body. */
  at(partNumber: number): FragmentMark {
    return this.#full[partNumber - 1] ?? this.#last
  }
}
