import { encodeAmf0 } from './amf0.ts'
import { encodeTag, maxDataBytes, tagBytes, tagType } from './flv-tag.ts'

const longStringMarker = 12
const longStringHeaderBytes = 5

/** Players pass over script tags whose name they do not know. */
const name = encodeAmf0('tapedeckPadding')
const leastDataBytes = name.length + longStringHeaderBytes

/**
 * A script tag with nothing but spaces (AMF0 long string, §2.14) that brings a head from its length to the wanted one,
 * in pieces: none when it has that length. Null when no tag is that long or that short.
 */
export const paddingTag = (bytes: number, wantedBytes: number): Buffer[] | null => {
  if (bytes === wantedBytes) return []
  const dataBytes = wantedBytes - bytes - tagBytes(0)
  if (dataBytes < leastDataBytes || dataBytes > maxDataBytes) return null
  const spaces = Buffer.alloc(longStringHeaderBytes + dataBytes - leastDataBytes, ' ')
  spaces[0] = longStringMarker
  spaces.writeUInt32BE(dataBytes - leastDataBytes, 1)
  return [encodeTag(tagType.script, [name, spaces])]
}
