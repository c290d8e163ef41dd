const names = new Map([
  ['h264', 'h264'],
  ['avc', 'h264'],
  ['avc1', 'h264'],
  ['h265', 'h265'],
  ['hevc', 'h265'],
  ['hvc1', 'h265'],
  ['hev1', 'h265'],
  ['av1', 'av1'],
  ['av01', 'av1'],
  ['vp8', 'vp8'],
  ['vp08', 'vp8'],
  ['vp9', 'vp9'],
  ['vp09', 'vp9'],
])

/** A video codec as recordings name it (`h264`, `h265`, ...), null for one that is not known. */
export const codecOfName = (name: string | null | undefined): string | null =>
  names.get((name ?? '').toLowerCase().replace(/[.\s-]/g, '')) ?? null

/** Of FLV tags: AVC, and the HEVC that some encoders send in the same way. */
const legacyIds = new Map([
  [7, 'h264'],
  [12, 'h265'],
])

/**
 * A video codec as FLV metadata name it in `videocodecid`: a number of FLV, or the four characters of Enhanced RTMP, as
 * text or as one big-endian number (node-media-server 4.4.3, src/protocol/flv.js).
 */
export const codecOfFlvId = (id: unknown): string | null => {
  if (typeof id === 'string') return codecOfName(id)
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > 0xffff_ffff) return null
  const legacy = legacyIds.get(id)
  if (legacy !== undefined) return legacy
  const fourCc = String.fromCharCode(id >>> 24, (id >>> 16) & 0xff, (id >>> 8) & 0xff, id & 0xff)
  return codecOfName(fourCc)
}
