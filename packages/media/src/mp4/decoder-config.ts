import type { BoxFields } from './box-fields.ts'
import { streamInvalid } from './stream-invalid.ts'

/** What an esds box says of its decoder (ISO/IEC 14496-1 §7.2.6). */
export type DecoderConfig = {
  objectTypeIndication: number
  /** Buffer size and bit rates: what the sender believes, not what a decoder needs. A view of the box. */
  rates: Buffer
  specificInfo: Buffer | null
}

/** bufferSizeDB, maxBitrate and avgBitrate. */
const bytesOfRates = 11

const tags = { elementaryStream: 3, decoderConfig: 4, decoderSpecificInfo: 5 } as const

/** A descriptor's tag and its length in up to four groups of seven bits (§8.3.3). */
const readDescriptorHead = (fields: BoxFields): { tag: number; length: number } => {
  const tag = fields.u8()
  let length = 0
  for (let group = 0; group < 4; group += 1) {
    const byte = fields.u8()
    length = length * 128 + (byte & 127)
    if (byte < 128) return { tag, length }
  }
  throw streamInvalid('A descriptor of esds has no end')
}

const expectDescriptor = (fields: BoxFields, tag: number): void => {
  if (readDescriptorHead(fields).tag !== tag) throw streamInvalid('esds is not in its order')
}

const skipElementaryStreamFields = (fields: BoxFields): void => {
  fields.skip(2)
  const flags = fields.u8()
  if ((flags & 0x80) !== 0) fields.skip(2)
  if ((flags & 0x40) !== 0) fields.skip(fields.u8())
  if ((flags & 0x20) !== 0) fields.skip(2)
}

/**
 * Reads the payload of an esds box.
 * @throws TapedeckError STREAM_INVALID
 */
export const readDecoderConfig = (fields: BoxFields): DecoderConfig => {
  fields.versionAndFlags()
  expectDescriptor(fields, tags.elementaryStream)
  skipElementaryStreamFields(fields)
  expectDescriptor(fields, tags.decoderConfig)
  const objectTypeIndication = fields.u8()
  fields.skip(1)
  const rates = fields.bytes(bytesOfRates)
  if (fields.remaining === 0) return { objectTypeIndication, rates, specificInfo: null }
  const { tag, length } = readDescriptorHead(fields)
  const specificInfo = tag === tags.decoderSpecificInfo ? fields.bytes(length) : null
  return { objectTypeIndication, rates, specificInfo }
}
