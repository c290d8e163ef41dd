/** Where keyframes stand in an FLV body, with a bound: when full it keeps every second one and goes on like that. */
export class KeyframeIndex {
  readonly #maxEntries: number
  #timesMs: number[] = []
  #bodyOffsets: number[] = []
  #stride = 1
  #seen = 0

  constructor(maxEntries = 8192) {
    this.#maxEntries = maxEntries
  }

  add(timeMs: number, bodyOffset: number): void {
    const isKept = this.#seen % this.#stride === 0
    this.#seen += 1
    if (!isKept) return
    this.#timesMs.push(timeMs)
    this.#bodyOffsets.push(bodyOffset)
    if (this.#timesMs.length < this.#maxEntries) return
    this.#timesMs = this.#timesMs.filter((_, index) => index % 2 === 0)
    this.#bodyOffsets = this.#bodyOffsets.filter((_, index) => index % 2 === 0)
    this.#stride *= 2
  }

  get timesMs(): readonly number[] {
    return this.#timesMs
  }

  get bodyOffsets(): readonly number[] {
    return this.#bodyOffsets
  }
}
