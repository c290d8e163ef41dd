import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import type { FragmentOrigin } from '@tapedeck/domain'
import { crc32Hex, type FragmentPlace } from './journal.ts'
import { readOr } from './medium.ts'

/** Which fragment this is, its number in the spool that holds it, and where its bytes lie. */
export type SpooledFragment = { sequence: number; origin: FragmentOrigin; place: FragmentPlace }

/**
 * Reads the bytes of a fragment back.
 * @param recordingDirectory the directory of the recording in the spool
 * @throws TapedeckError SPOOL_DAMAGED when they are not what was written; ENOENT when they were given back
 */
export const readFragment = async (
  recordingDirectory: string,
  { origin, place }: SpooledFragment,
): Promise<Buffer> => {
  const path = join(recordingDirectory, String(place.generation), place.segment)
  const handle = await readOr(open(path), null)
  try {
    const buffer = Buffer.alloc(place.bytes)
    const read = handle && (await readOr(handle.read({ buffer, position: place.offset }), null))
    if (read?.bytesRead === place.bytes && crc32Hex(buffer) === place.crc32) return buffer
  } finally {
    await handle?.close()
  }
  throw new TapedeckError('SPOOL_DAMAGED', {
    detail: `Fragment ${origin.generation}-${origin.sequence} is not what was written.`,
  })
}
