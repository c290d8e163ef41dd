import { BoxFields } from './box-fields.ts'
import { streamInvalid } from './stream-invalid.ts'

/** Where one box stands in a buffer (ISO/IEC 14496-12 §4.2). */
export type Box = {
  type: string
  start: number
  /** Bytes of size and type: 8, or 16 with a 64-bit size. */
  headerBytes: number
  /** The first byte after the box. */
  end: number
}

/** Type and size of a box that may not have arrived completely. */
export type BoxHeader = { type: string; headerBytes: number; boxBytes: number }

/**
 * Reads a box header at the start of `bytes`; null while it is incomplete.
 * @throws TapedeckError STREAM_INVALID if it cannot be a box. "To the end of the file" (size 0) is refused as well.
 */
export const readBoxHeader = (bytes: Buffer, at = 0): BoxHeader | null => {
  if (bytes.length - at < 8) return null
  const type = bytes.toString('latin1', at + 4, at + 8)
  if (!/^[ -~\xa9]{4}$/.test(type)) throw streamInvalid('The bytes are not an MP4 box')
  const size = bytes.readUInt32BE(at)
  if (size !== 1) {
    if (size < 8) throw streamInvalid(`Box ${type} has the impossible size ${size}`)
    return { type, headerBytes: 8, boxBytes: size }
  }
  if (bytes.length - at < 16) return null
  const boxBytes = bytes.readUInt32BE(at + 8) * 2 ** 32 + bytes.readUInt32BE(at + 12)
  if (boxBytes < 16 || !Number.isSafeInteger(boxBytes))
    throw streamInvalid(`Box ${type} has the impossible size ${boxBytes}`)
  return { type, headerBytes: 16, boxBytes }
}

/**
 * The boxes that stand one after the other in a range.
 * @throws TapedeckError STREAM_INVALID if they do not fill it exactly
 */
export const boxesIn = (bytes: Buffer, start = 0, end = bytes.length): Box[] => {
  const boxes: Box[] = []
  let at = start
  while (at < end) {
    const header = readBoxHeader(bytes.subarray(0, end), at)
    if (header === null || at + header.boxBytes > end) throw streamInvalid('A box is cut short')
    const boxEnd = at + header.boxBytes
    boxes.push({ type: header.type, start: at, headerBytes: header.headerBytes, end: boxEnd })
    at = boxEnd
  }
  return boxes
}

/** The boxes inside a box that holds nothing else. */
export const childrenOf = (bytes: Buffer, parent: Box): Box[] =>
  boxesIn(bytes, parent.start + parent.headerBytes, parent.end)

/** @throws TapedeckError STREAM_INVALID if the box is not there */
export const requireBox = (boxes: readonly Box[], type: string): Box => {
  const found = boxes.find((box) => box.type === type)
  if (found === undefined) throw streamInvalid(`Box ${type} is missing`)
  return found
}

/** The box with its header. */
export const boxBytes = (bytes: Buffer, box: Box): Buffer => bytes.subarray(box.start, box.end)

/** What stands after the header. */
export const payloadOf = (bytes: Buffer, box: Box): Buffer =>
  bytes.subarray(box.start + box.headerBytes, box.end)

/** A reader over the payload. */
export const fieldsOf = (bytes: Buffer, box: Box): BoxFields => new BoxFields(payloadOf(bytes, box))

/** Big-endian 32-bit words. */
export const words = (...values: number[]): Buffer => {
  const bytes = Buffer.allocUnsafe(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4)
  return bytes
}

/** A big-endian 64-bit word. */
export const longWord = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}

/** The 8 bytes before a box of up to 4 GiB. */
const boxHeader = (type: string, totalBytes: number): Buffer => {
  const header = Buffer.allocUnsafe(8)
  header.writeUInt32BE(totalBytes)
  header.write(type, 4, 4, 'latin1')
  return header
}

/** The 16 bytes before a box whose size is given in 64 bits, however small it is. */
export const largeBoxHeader = (type: string, payloadBytes: number): Buffer => {
  const header = boxHeader(type, 1)
  return Buffer.concat([header, longWord(payloadBytes + 16)])
}

/** Writes a box. */
export const makeBox = (type: string, ...payload: Buffer[]): Buffer =>
  Buffer.concat(wrapBox(type, payload))

/** Writes the header of a box around pieces that stay where they are, so that large tables are copied only once. */
export const wrapBox = (type: string, pieces: readonly Buffer[]): Buffer[] => {
  const payloadBytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return [boxHeader(type, payloadBytes + 8), ...pieces]
}

/** Writes a full box: with version and flags. */
export const makeFullBox = (
  type: string,
  version: number,
  flags: number,
  ...payload: Buffer[]
): Buffer => makeBox(type, words(version * 2 ** 24 + flags), ...payload)
