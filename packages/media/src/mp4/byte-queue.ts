/** Bytes that arrived in pieces. Holds on to the pieces and copies each byte at most once, when it is taken. */
export class ByteQueue {
  #pieces: Buffer[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(piece: Buffer): void {
    if (piece.length === 0) return
    this.#pieces.push(piece)
    this.#length += piece.length
  }

  /** Up to `count` bytes from position `at` on, left in the queue. For headers: it copies. */
  peek(at: number, count: number): Buffer {
    const found: Buffer[] = []
    let skip = at
    let missing = count
    for (const piece of this.#pieces) {
      if (missing === 0) break
      if (skip >= piece.length) {
        skip -= piece.length
        continue
      }
      const part = piece.subarray(skip, skip + missing)
      found.push(part)
      missing -= part.length
      skip = 0
    }
    return found.length === 1 && found[0] !== undefined ? found[0] : Buffer.concat(found)
  }

  /** Removes the first `count` bytes; there must be as many. */
  take(count: number): Buffer {
    const taken: Buffer[] = []
    let missing = count
    let used = 0
    while (missing > 0) {
      const piece = this.#pieces[used]
      if (piece === undefined) throw new RangeError('The queue holds fewer bytes')
      taken.push(piece.subarray(0, missing))
      if (piece.length > missing) {
        this.#pieces[used] = piece.subarray(missing)
        missing = 0
      } else {
        missing -= piece.length
        used += 1
      }
    }
    this.#pieces.splice(0, used)
    this.#length -= count
    return taken.length === 1 && taken[0] !== undefined ? taken[0] : Buffer.concat(taken)
  }

  /** Removes up to `count` bytes without looking at them. */
  drop(count: number): number {
    const dropped = Math.min(count, this.#length)
    this.take(dropped)
    return dropped
  }
}
