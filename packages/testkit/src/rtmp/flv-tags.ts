/** One FLV tag (FLV spec E.4.1). */
export type FlvTag = {
  kind: 'audio' | 'video' | 'script'
  timeMs: number
  /** It describes the stream: a sequence header, or metadata. */
  isHeader: boolean
  isKeyframe: boolean
}

const kinds: Record<number, FlvTag['kind']> = { 8: 'audio', 9: 'video', 18: 'script' }
/** In front of the first tag. */
export const fileHeaderBytes = 13
export const tagHeaderBytes = 11
export const tagEndBytes = 4

/** All tags of an FLV file; `bytes` is the whole tag with its header and the length behind it. */
export const readTags = (bytes: Buffer): { tag: FlvTag; bytes: Buffer }[] => {
  const tags: { tag: FlvTag; bytes: Buffer }[] = []
  for (let at = fileHeaderBytes; at + tagHeaderBytes <= bytes.length; ) {
    const length = tagHeaderBytes + bytes.readUIntBE(at + 1, 3) + tagEndBytes
    const kind = kinds[bytes.readUInt8(at)] ?? 'script'
    const [first = 0, second = 0] = bytes.subarray(at + tagHeaderBytes, at + tagHeaderBytes + 2)
    const isAac = kind === 'audio' && first >> 4 === 10
    const isAvc = kind === 'video' && (first & 0x0f) === 7
    tags.push({
      tag: {
        kind,
        timeMs: bytes.readUIntBE(at + 4, 3) + bytes.readUInt8(at + 7) * 2 ** 24,
        isHeader: kind === 'script' || ((isAac || isAvc) && second === 0),
        isKeyframe: isAvc && second === 1 && first >> 4 === 1,
      },
      bytes: bytes.subarray(at, at + length),
    })
    at += length
  }
  return tags
}
