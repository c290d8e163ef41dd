const fixedBytes = 11

/**
 * The identification header of Opus (RFC 7845 §5.1) from a dOps payload (Opus in ISOBMFF §4.3.2): the same fields,
 * but little-endian and behind a magic word. Null when the payload is too short.
 */
export const opusHead = (dOps: Buffer): Buffer | null => {
  if (dOps.length < fixedBytes) return null
  const head = Buffer.concat([Buffer.from('OpusHead'), dOps])
  const fields = head.subarray(8)
  fields[0] = 1
  fields.writeUInt16LE(dOps.readUInt16BE(2), 2)
  fields.writeUInt32LE(dOps.readUInt32BE(4), 4)
  fields.writeInt16LE(dOps.readInt16BE(8), 8)
  return head
}
