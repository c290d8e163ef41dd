import { crc32 } from 'node:zlib'
import { isTapedeckError } from '@tapedeck/contracts'
import type { RecordingFile } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'

/** Bytes that are asked of the storage at once, and held in memory. */
const rangeBytes = 4 * 1024 * 1024

/** Damages that are told of one file; more of the same kind say nothing new. */
const maxDamages = 5

/** One object that a file consists of. */
type Piece = {
  key: string
  /** As they were stored; null when the record does not say. */
  bytes: number | null
  /** Its bytes are in the file's CRC-32. */
  isCounted: boolean
}

/** What a decoder needs, in order. The playlist of a sliced format holds no media. */
const piecesOf = (file: RecordingFile): Piece[] =>
  file.slices.length === 0
    ? [{ key: file.key, bytes: file.bytes, isCounted: true }]
    : [
        ...(file.initKey === null ? [] : [{ key: file.initKey, bytes: null, isCounted: false }]),
        ...file.slices.map(({ key, bytes }) => ({ key, bytes, isCounted: true })),
      ]

const isGone = (error: unknown): boolean =>
  isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND'

/** Reads a stored file back, object by object, a few MiB at a time, and compares it with its record. */
export class StoredBytes {
  readonly #objects: ObjectStore
  readonly #file: RecordingFile
  readonly #damages: string[] = []
  #bytes = 0
  #crc = 0

  constructor(objects: ObjectStore, file: RecordingFile) {
    this.#objects = objects
    this.#file = file
  }

  /** Bytes that were read and count as the file's. */
  get bytes(): number {
    return this.#bytes
  }

  /** The bytes of its media, in order. What is missing is left out and told by `damages`. Throws STORAGE_*. */
  async *read(): AsyncGenerator<Buffer> {
    if (this.#file.slices.length > 0) await this.#lookForPlaylist()
    for (const piece of piecesOf(this.#file)) yield* this.#readPiece(piece)
  }

  /** What is not as it was stored, one sentence each; asked when all of it is read. */
  damages(): string[] {
    const crc = this.#crc.toString(16).padStart(8, '0')
    const { crc32: recorded } = this.#file
    // where nothing is, there is nothing to compare
    return crc === recorded || (this.#bytes === 0 && this.#damages.length > 0)
      ? [...this.#damages]
      : [
          ...this.#damages,
          `The CRC-32 of its bytes is ${crc}, it was ${recorded} when they were stored.`,
        ]
  }

  /** A playlist is made of what the record says, so that its being there is all that there is to see. */
  async #lookForPlaylist(): Promise<void> {
    const { key } = this.#file
    try {
      await this.#objects.head(key)
    } catch (error) {
      if (!isGone(error)) throw error
      this.#damaged(`The playlist "${key}" is not in the storage.`)
    }
  }

  async *#readPiece({ key, bytes, isCounted }: Piece): AsyncGenerator<Buffer> {
    try {
      const { bytes: found } = await this.#objects.head(key)
      if (bytes !== null && found !== bytes)
        this.#damaged(`"${key}" has ${found} bytes, ${bytes} were stored.`)
      for (let start = 0; start < found; start += rangeBytes) {
        const range = { start, end: Math.min(found, start + rangeBytes) - 1 }
        const chunk = await this.#objects.get(key, range)
        if (isCounted) this.#count(chunk)
        yield chunk
      }
    } catch (error) {
      if (!isGone(error)) throw error
      this.#damaged(`"${key}" is not in the storage.`)
    }
  }

  #count(chunk: Buffer): void {
    this.#bytes += chunk.length
    this.#crc = crc32(chunk, this.#crc)
  }

  #damaged(sentence: string): void {
    if (this.#damages.length < maxDamages) this.#damages.push(sentence)
  }
}
