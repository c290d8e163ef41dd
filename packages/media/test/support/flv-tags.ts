export type FlvTag = { type: number; timestampMs: number; data: Buffer; offset: number }

/** The tags from `start` to the end (FLV v10.1, annex E). Throws when a PreviousTagSize is not its tag's. */
export const flvTags = (bytes: Buffer, start = 0): FlvTag[] => {
  const tags: FlvTag[] = []
  for (let offset = start; offset < bytes.length; ) {
    const end = offset + 11 + bytes.readUIntBE(offset + 1, 3)
    const timestampMs = bytes.readUIntBE(offset + 4, 3) + (bytes[offset + 7] ?? 0) * 2 ** 24
    const data = bytes.subarray(offset + 11, end)
    tags.push({ type: bytes[offset] ?? 0, timestampMs, data, offset })
    if (bytes.readUInt32BE(end) !== end - offset) throw new Error(`wrong size at ${end}`)
    offset = end + 4
  }
  return tags
}
