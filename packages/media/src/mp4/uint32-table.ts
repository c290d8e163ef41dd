const blockEntries = 16_384

/** A growing list of 32-bit numbers, kept as a file wants them: big-endian, four bytes each, never copied to grow. */
export class Uint32Table {
  readonly #blocks: Buffer[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Negative numbers are kept as their two's complement. */
  push(value: number): void {
    const at = this.#length % blockEntries
    if (at === 0) this.#blocks.push(Buffer.allocUnsafe(blockEntries * 4))
    this.#blocks.at(-1)?.writeUInt32BE(value >>> 0, at * 4)
    this.#length += 1
  }

  /** The bytes of all numbers; views that must not be kept beyond the next push. */
  pieces(): Buffer[] {
    const rest = this.#length % blockEntries
    return this.#blocks.map((block, index) =>
      index === this.#blocks.length - 1 && rest > 0 ? block.subarray(0, rest * 4) : block,
    )
  }
}

/** A growing list in which equal neighbours are kept once with their count, as stts and ctts have it. */
export class RunTable {
  readonly #runs = new Uint32Table()
  #value = 0
  #count = 0

  push(value: number): void {
    if (this.#count > 0 && value !== this.#value) this.#flush()
    this.#value = value
    this.#count += 1
  }

  #flush(): void {
    this.#runs.push(this.#count)
    this.#runs.push(this.#value)
    this.#count = 0
  }

  /** Number of runs and the bytes of (count, value) pairs. Nothing may be pushed after it. */
  finish(): { count: number; pieces: Buffer[] } {
    if (this.#count > 0) this.#flush()
    return { count: this.#runs.length / 2, pieces: this.#runs.pieces() }
  }
}
