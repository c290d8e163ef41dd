import { crc32Mpeg } from './crc32-mpeg.ts'
import type { TsStream } from './ts-stream.ts'

export const patPid = 0
export const pmtPid = 0x1000
const programNumber = 1
const transportStreamId = 1

/** A section with version 0, number 0 of 0, and its CRC (ISO/IEC 13818-1 §2.4.4). */
const section = (tableId: number, extension: number, content: Buffer): Buffer => {
  const bytes = Buffer.alloc(8 + content.length + 4)
  bytes[0] = tableId
  bytes.writeUInt16BE(0xb000 | (bytes.length - 3), 1)
  bytes.writeUInt16BE(extension, 3)
  bytes[5] = 0b1100_0001
  content.copy(bytes, 8)
  bytes.writeUInt32BE(crc32Mpeg(bytes.subarray(0, -4)), bytes.length - 4)
  return bytes
}

/** The program association table: one program. */
export const patSection = (): Buffer => {
  const content = Buffer.alloc(4)
  content.writeUInt16BE(programNumber, 0)
  content.writeUInt16BE(0xe000 | pmtPid, 2)
  return section(0, transportStreamId, content)
}

/** The program map table: which stream has which PID, and whose packets carry the clock. */
export const pmtSection = (streams: readonly TsStream[], pcrPid: number): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xe000 | pcrPid, 0)
  head.writeUInt16BE(0xf000, 2)
  const entries = streams.map(({ streamType, pid, descriptors }) => {
    const entry = Buffer.alloc(5)
    entry[0] = streamType
    entry.writeUInt16BE(0xe000 | pid, 1)
    entry.writeUInt16BE(0xf000 | descriptors.length, 3)
    return Buffer.concat([entry, descriptors])
  })
  return section(2, programNumber, Buffer.concat([head, ...entries]))
}
