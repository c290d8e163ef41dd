import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** What is here of an object: how many bytes, and their CRC-32. */
export type LocalBytes = { bytes: number; crc32: number }

/**
 * Size and checksum of a file; null when there is none.
 * @param before checksum of what stands before it
 */
export const readLocal = async (path: string, before = 0): Promise<LocalBytes | null> => {
  const facts = await stat(path).catch(() => null)
  if (facts === null || !facts.isFile()) return null
  let bytes = 0
  let crc = before
  for await (const chunk of createReadStream(path)) {
    bytes += (chunk as Buffer).length
    crc = crc32(chunk as Buffer, crc)
  }
  return { bytes, crc32: crc }
}

/** The half of an object that is here, open for more. It must be closed. */
export class PartFile {
  readonly #handle: FileHandle
  #local: LocalBytes

  private constructor(handle: FileHandle, local: LocalBytes) {
    this.#handle = handle
    this.#local = local
  }

  /** Goes on behind what an earlier try left at `path`. */
  static async open(path: string): Promise<PartFile> {
    const local = (await readLocal(path)) ?? { bytes: 0, crc32: 0 }
    return new PartFile(await open(path, 'a'), local)
  }

  get local(): LocalBytes {
    return this.#local
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#handle.appendFile(chunk)
    const { bytes, crc32: crc } = this.#local
    this.#local = { bytes: bytes + chunk.length, crc32: crc32(chunk, crc) }
  }

  /** Forgets what is here. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0)
    this.#local = { bytes: 0, crc32: 0 }
  }

  /** What is here survives a loss of power. */
  async sync(): Promise<void> {
    await this.#handle.sync()
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }
}
