import { TapedeckError } from '@tapedeck/contracts'

/** TagType (FLV specification v10.1, annex E.4.1). */
export const tagType = { audio: 8, video: 9, script: 18 } as const
export type TagType = (typeof tagType)[keyof typeof tagType]

const headerBytes = 11
const previousTagSizeBytes = 4
/** DataSize has 24 bits. */
export const maxDataBytes = 0xffffff

/** Bytes of a whole tag with the PreviousTagSize behind it. */
export const tagBytes = (dataBytes: number): number =>
  headerBytes + dataBytes + previousTagSizeBytes

/**
 * Writes one tag and the PreviousTagSize behind it at `offset`; returns the offset after them.
 * The timestamp is in milliseconds; its upper 8 bits go to TimestampExtended.
 * Throws STREAM_INVALID when the data does not fit the 24-bit DataSize.
 */
export const writeTag = (
  target: Buffer,
  offset: number,
  tag: { type: TagType; timestampMs: number; data: readonly Buffer[] },
): number => {
  const dataBytes = tag.data.reduce((sum, piece) => sum + piece.length, 0)
  if (dataBytes > maxDataBytes) {
    throw new TapedeckError('STREAM_INVALID', {
      detail: `a sample of ${dataBytes} bytes does not fit an FLV tag`,
    })
  }
  const timestamp = tag.timestampMs >>> 0
  target[offset] = tag.type
  target.writeUIntBE(dataBytes, offset + 1, 3)
  target.writeUIntBE(timestamp & 0xffffff, offset + 4, 3)
  target[offset + 7] = timestamp >>> 24
  target.writeUIntBE(0, offset + 8, 3)
  let position = offset + headerBytes
  for (const piece of tag.data) {
    piece.copy(target, position)
    position += piece.length
  }
  return target.writeUInt32BE(headerBytes + dataBytes, position)
}

/** One tag on its own. */
export const encodeTag = (type: TagType, data: readonly Buffer[]): Buffer => {
  const bytes = Buffer.alloc(tagBytes(data.reduce((sum, piece) => sum + piece.length, 0)))
  writeTag(bytes, 0, { type, timestampMs: 0, data })
  return bytes
}
