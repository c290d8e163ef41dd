import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32Hex, type FragmentEntry } from './journal.ts'
import { isMediumError, readOr } from './medium.ts'

/** Why the bytes of a fragment are not there. */
export type NotThere = 'given back' | 'damaged'

/** Reads fragments one after the other; a segment stays open until the next one is read. */
export class SegmentSource {
  readonly #directory: string
  #name: string | null = null
  #opened: FileHandle | NotThere = 'given back'

  constructor(directory: string) {
    this.#directory = directory
  }

  async read({ segment, offset, bytes, crc32 }: FragmentEntry): Promise<Buffer | NotThere> {
    if (segment !== this.#name) await this.#open(segment)
    if (typeof this.#opened === 'string') return this.#opened
    const buffer = Buffer.alloc(bytes)
    // one place that cannot be read costs the fragment that lies there, not those behind it
    const read = await readOr(this.#opened.read({ buffer, position: offset }), null)
    return read?.bytesRead === bytes && crc32Hex(buffer) === crc32 ? buffer : 'damaged'
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = 'given back'
    this.#name = null
    if (typeof opened !== 'string') await opened.close()
  }

  async #open(segment: string): Promise<void> {
    await this.close()
    this.#opened = await open(join(this.#directory, segment)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return 'given back'
        if (isMediumError(error)) return 'damaged'
        throw error
      },
    )
    this.#name = segment
  }
}
