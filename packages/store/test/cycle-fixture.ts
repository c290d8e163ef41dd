import type { OpenCycle, OpenCyclePiece, StreamStart } from '@tapedeck/domain'

/** A cycle as an output would tell it. */
export const aCycle = (sequence: number, fields: Partial<OpenCycle> = {}): OpenCycle => ({
  output: fields.format ?? 'mp4',
  format: 'mp4',
  sequence,
  generation: 1,
  storage: { type: 's3', bucket: 'tapes' },
  key: `tapedeck-staging/r1/mp4-${sequence}`,
  contentType: 'video/mp4',
  uploadId: `upload-${sequence}`,
  initKey: null,
  startedAtMs: 1000,
  from: { generation: 1, sequence: 0 },
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  ...fields,
})

/** A part as an output would tell it. */
export const aPart = (number: number, fields: Partial<OpenCyclePiece> = {}): OpenCyclePiece => ({
  number,
  bytes: 5_242_880,
  crc32: '00000000',
  etag: `"${number}"`,
  slice: null,
  wholeBytes: number * 5_000_000,
  mediaMs: number * 10_000,
  through: [{ generation: 1, sequence: number * 5 }],
  ...fields,
})

/** The beginning of a stream. */
export const aStart = (crc32: string): StreamStart => ({
  tracks: [{ kind: 'video', samples: [{ crc32, bytes: 100, offsetMs: 0 }] }],
})
