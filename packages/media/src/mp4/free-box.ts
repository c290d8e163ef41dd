import { makeBox } from './box.ts'

const headerBytes = 8

/**
 * A `free` box (ISO/IEC 14496-12 §8.1.2) that brings a head from its length to the wanted one, in pieces: none when it
 * has that length. Null when it is longer, or shorter by less than a box needs.
 */
export const paddingBox = (bytes: number, wantedBytes: number): Buffer[] | null => {
  if (bytes === wantedBytes) return []
  const missing = wantedBytes - bytes
  return missing < headerBytes ? null : [makeBox('free', Buffer.alloc(missing - headerBytes))]
}
