/** Keys kept for comparison. Older ones could only come again after the clock was set back by months. */
const maxKeys = 100_000

/**
 * Keeps the finished objects of one output apart. Patterns tell times in whole seconds, so two cycles that a split or
 * a size limit made shorter than that may render to one key, as may one after the clock was set back; the second would
 * replace the first in storage.
 */
export class KeyBook {
  readonly #taken: Set<string>

  /** @param taken keys of files that are stored, whoever stored them, oldest first */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken)
  }

  /**
   * The key to use for a rendered pattern: the pattern itself, with the sequence behind it when another file has that
   * key. Asked once per cycle.
   */
  enter(rendered: string, extension: string, sequence: number): string {
    let key = rendered + extension
    for (let attempt = 1; this.#taken.has(key); attempt++)
      key = `${rendered}_${sequence}${attempt === 1 ? '' : `_${attempt}`}${extension}`
    this.claim(key)
    return key
  }

  /** A cycle goes on under the key that it was begun with. */
  claim(key: string): void {
    this.#taken.add(key)
    const [oldest] = this.#taken
    if (this.#taken.size > maxKeys && oldest !== undefined) this.#taken.delete(oldest)
  }
}
