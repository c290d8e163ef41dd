import { streamInvalid } from './stream-invalid.ts'

/** Reads big-endian fields one after the other and refuses to read past the end. */
export class BoxFields {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  #advance(count: number): number {
    if (count > this.remaining) throw streamInvalid('A box ends in the middle of a field')
    const at = this.#at
    this.#at += count
    return at
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#advance(1))
  }

  u16(): number {
    return this.#bytes.readUInt16BE(this.#advance(2))
  }

  u32(): number {
    return this.#bytes.readUInt32BE(this.#advance(4))
  }

  i32(): number {
    return this.#bytes.readInt32BE(this.#advance(4))
  }

  /** @throws TapedeckError STREAM_INVALID above 2^53 - 1 */
  u64(): number {
    const value = this.#bytes.readBigUInt64BE(this.#advance(8))
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw streamInvalid('A 64-bit field is too large')
    return Number(value)
  }

  /** Version and flags of a full box (ISO/IEC 14496-12 §4.2). */
  versionAndFlags(): { version: number; flags: number } {
    const word = this.u32()
    return { version: word >>> 24, flags: word & 0xffffff }
  }

  bytes(count: number): Buffer {
    const at = this.#advance(count)
    return this.#bytes.subarray(at, at + count)
  }

  skip(count: number): void {
    this.#advance(count)
  }
}
