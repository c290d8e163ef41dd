import { TapedeckError } from '@tapedeck/contracts'

/** A value of Action Message Format 0 (amf0-file-format-specification, §2). Dates and references are not needed. */
export type AmfValue = number | boolean | string | null | AmfValue[] | { [key: string]: AmfValue }

const maxDepth = 8
const marker = { number: 0, boolean: 1, string: 2, object: 3, null: 5, undefined: 6 } as const
const longMarker = {
  ecmaArray: 8,
  objectEnd: 9,
  strictArray: 10,
  date: 11,
  longString: 12,
} as const

const encodeKey = (key: string): Buffer => {
  const bytes = Buffer.from(key)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

const encodeValue = (value: AmfValue): Buffer => {
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9)
    bytes.writeDoubleBE(value, 1)
    return bytes
  }
  if (typeof value === 'boolean') return Buffer.from([marker.boolean, value ? 1 : 0])
  if (typeof value === 'string')
    return Buffer.concat([Buffer.from([marker.string]), encodeKey(value)])
  if (value === null) return Buffer.from([marker.null])
  if (Array.isArray(value)) {
    const head = Buffer.from([longMarker.strictArray, 0, 0, 0, 0])
    head.writeUInt32BE(value.length, 1)
    return Buffer.concat([head, ...value.map(encodeValue)])
  }
  const fields = Object.entries(value).map(([key, field]) =>
    Buffer.concat([encodeKey(key), encodeValue(field)]),
  )
  return Buffer.concat([
    Buffer.from([marker.object]),
    ...fields,
    Buffer.from([0, 0, longMarker.objectEnd]),
  ])
}

/** Strings must be shorter than 64 KiB. */
export const encodeAmf0 = (values: readonly AmfValue[]): Buffer =>
  Buffer.concat(values.map(encodeValue))

/**
 * Reads all values of a message.
 * @throws TapedeckError STREAM_INVALID when the bytes are no AMF0, or nested more than 8 deep
 */
export const decodeAmf0 = (bytes: Buffer): AmfValue[] => {
  try {
    const cursor = { bytes, offset: 0 }
    const values: AmfValue[] = []
    while (cursor.offset < bytes.length) values.push(decodeValue(cursor, 0))
    return values
  } catch (cause) {
    throw new TapedeckError('STREAM_INVALID', { detail: 'The server sent broken AMF0', cause })
  }
}

type Cursor = { bytes: Buffer; offset: number }

const take = (cursor: Cursor, length: number): number => {
  const at = cursor.offset
  if (at + length > cursor.bytes.length) throw new RangeError('AMF0 ends too early')
  cursor.offset += length
  return at
}

const decodeText = (cursor: Cursor, lengthBytes: 2 | 4): string => {
  const length = cursor.bytes.readUIntBE(take(cursor, lengthBytes), lengthBytes)
  const at = take(cursor, length)
  return cursor.bytes.toString('utf8', at, at + length)
}

const decodeFields = (cursor: Cursor, depth: number): AmfValue => {
  const fields = new Map<string, AmfValue>()
  for (;;) {
    const key = decodeText(cursor, 2)
    if (key === '' && cursor.bytes[cursor.offset] === longMarker.objectEnd) {
      take(cursor, 1)
      return Object.fromEntries(fields)
    }
    fields.set(key, decodeValue(cursor, depth + 1))
  }
}

const decodeValue = (cursor: Cursor, depth: number): AmfValue => {
  if (depth > maxDepth) throw new RangeError('AMF0 is nested too deep')
  const type = cursor.bytes.readUInt8(take(cursor, 1))
  switch (type) {
    case marker.number:
      return cursor.bytes.readDoubleBE(take(cursor, 8))
    case marker.boolean:
      return cursor.bytes.readUInt8(take(cursor, 1)) !== 0
    case marker.string:
      return decodeText(cursor, 2)
    case marker.null:
    case marker.undefined:
      return null
    case marker.object:
      return decodeFields(cursor, depth)
    case longMarker.ecmaArray:
      take(cursor, 4)
      return decodeFields(cursor, depth)
    case longMarker.strictArray: {
      const length = cursor.bytes.readUInt32BE(take(cursor, 4))
      const values: AmfValue[] = []
      for (let index = 0; index < length; index++) values.push(decodeValue(cursor, depth + 1))
      return values
    }
    case longMarker.date:
      return cursor.bytes.readDoubleBE(take(cursor, 10))
    case longMarker.longString:
      return decodeText(cursor, 4)
    default:
      throw new RangeError(`AMF0 type ${type} is not known`)
  }
}
