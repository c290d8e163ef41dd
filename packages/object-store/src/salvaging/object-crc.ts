import { crc32 } from 'node:zlib'
import { crc32Combine } from '@tapedeck/domain'

/** A run of an object's bytes whose CRC-32 is known. */
export type KnownRun = { start: number; bytes: number; crc32: number }

/** Bytes that are read at once. */
const chunkBytes = 8 * 1024 * 1024

/**
 * The CRC-32 of an object's first `bytes` bytes, of which only those are read that no known run covers.
 * @param read gives the bytes from `start` to `end`, the latter included
 */
export const objectCrc = async (
  bytes: number,
  known: KnownRun | null,
  read: (range: { start: number; end: number }) => Promise<Buffer>,
): Promise<number> => {
  let crc = 0
  for (let start = 0; start < bytes; ) {
    if (known !== null && known.bytes > 0 && start === known.start) {
      crc = crc32Combine(crc, known.crc32, known.bytes)
      start += known.bytes
      continue
    }
    const border = known !== null && start < known.start ? known.start : bytes
    const chunk = await read({ start, end: Math.min(start + chunkBytes, border) - 1 })
    crc = crc32(chunk, crc)
    start += chunk.length
  }
  return crc
}
