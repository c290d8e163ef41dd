/** A value of Action Message Format 0, as far as onMetaData needs it; written in the order of its keys. */
export type Amf0Value = number | boolean | string | readonly Amf0Value[] | Amf0Object
export type Amf0Object = { readonly [key: string]: Amf0Value }

const marker = { number: 0, boolean: 1, string: 2, object: 3, ecmaArray: 8, strictArray: 10 }
const objectEnd = Buffer.from([0, 0, 9])

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

const counted = (type: number, count: number): Buffer => {
  const bytes = Buffer.alloc(5)
  bytes[0] = type
  bytes.writeUInt32BE(count, 1)
  return bytes
}

const properties = (value: Amf0Object): Buffer[] =>
  Object.entries(value).flatMap(([key, entry]) => [text(key), encodeAmf0(entry)])

/** One AMF0 value (AMF0 specification §2). A number takes 9 bytes whatever it is. */
export const encodeAmf0 = (value: Amf0Value): Buffer => {
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9)
    bytes[0] = marker.number
    bytes.writeDoubleBE(value, 1)
    return bytes
  }
  if (typeof value === 'boolean') return Buffer.from([marker.boolean, value ? 1 : 0])
  if (typeof value === 'string') return Buffer.concat([Buffer.from([marker.string]), text(value)])
  if (Array.isArray(value)) {
    const entries = (value as readonly Amf0Value[]).map(encodeAmf0)
    return Buffer.concat([counted(marker.strictArray, entries.length), ...entries])
  }
  const entries = properties(value as Amf0Object)
  return Buffer.concat([Buffer.from([marker.object]), ...entries, objectEnd])
}

/** An ECMA array (AMF0 §2.10), the customary form of onMetaData's argument. */
export const encodeEcmaArray = (value: Amf0Object): Buffer =>
  Buffer.concat([
    counted(marker.ecmaArray, Object.keys(value).length),
    ...properties(value),
    objectEnd,
  ])
