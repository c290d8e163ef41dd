import { crc32Combine } from './crc32-combine.ts'
import type { FragmentOrigin } from './fragment-origin.ts'
import type { OpenCycle, OpenCyclePiece } from './open-cycle.ts'
import type { RecordingSlice } from './recording-file.ts'
import { isSliced } from './template.ts'

/** What a file holds that is made of an open cycle as it stands in storage. */
type SalvagedMedia = {
  /** Bytes of the file (of all its slices). */
  bytes: number
  mediaMs: number
  through: FragmentOrigin[]
  startedAtMs: number
  endedAtMs: number
}

/** An upload to be completed, and then cut behind the last whole fragment of its first parts (mp4, flv). */
export type PartsSalvage = SalvagedMedia & {
  kind: 'parts'
  parts: { partNumber: number; etag: string; bytes: number; crc32: number }[]
  /** CRC-32 of the first `known.bytes` bytes; those up to `bytes` have to be read. At most one part is to read. */
  known: { bytes: number; crc32: number }
}

/** Slices that become a playlist (m3u8, cmaf). */
export type SlicesSalvage = SalvagedMedia & {
  kind: 'slices'
  slices: RecordingSlice[]
  /** CRC-32 of all slices in order. */
  crc32: number
}

export type Salvage = PartsSalvage | SlicesSalvage

const crcOf = ({ crc32 }: OpenCyclePiece): number => Number.parseInt(crc32, 16)

const combined = (pieces: OpenCyclePiece[]): number =>
  pieces.reduce((crc, piece) => crc32Combine(crc, crcOf(piece), piece.bytes), 0)

const bytesOf = (pieces: readonly { bytes: number }[]): number =>
  pieces.reduce((sum, piece) => sum + piece.bytes, 0)

/** The pieces that follow one another without a hole, from the first of the cycle on. */
const withoutHole = (pieces: OpenCyclePiece[], first: number | undefined): OpenCyclePiece[] => {
  const sorted = pieces.toSorted((a, b) => a.number - b.number)
  const from = first ?? sorted[0]?.number ?? 0
  const hole = sorted.findIndex((piece, index) => piece.number !== from + index)
  return hole === -1 ? sorted : sorted.slice(0, hole)
}

const mediaOf = (
  cycle: OpenCycle,
  bytes: number,
  { mediaMs, through }: OpenCyclePiece,
): SalvagedMedia => ({
  bytes,
  mediaMs,
  through,
  startedAtMs: cycle.startedAtMs,
  endedAtMs: Math.round(cycle.startedAtMs + mediaMs),
})

const planParts = (cycle: OpenCycle, pieces: OpenCyclePiece[]): PartsSalvage | null => {
  const run = withoutHole(pieces, 1)
  const last = run.at(-1)
  if (cycle.uploadId === null || last === undefined || run.some(({ etag }) => etag === null))
    return null
  const wholeBytes = Math.min(last.wholeBytes ?? 0, bytesOf(run))
  if (wholeBytes === 0 || last.mediaMs === 0) return null
  // parts that hold nothing but the beginning of a fragment are left out
  let count = 0
  for (let bytes = 0; bytes < wholeBytes; count++) bytes += run[count]?.bytes ?? 0
  const used = run.slice(0, count)
  const known = bytesOf(used) === wholeBytes ? used : used.slice(0, -1)
  return {
    kind: 'parts',
    parts: used.map((piece) => ({
      partNumber: piece.number,
      etag: piece.etag ?? '',
      bytes: piece.bytes,
      crc32: crcOf(piece),
    })),
    known: { bytes: bytesOf(known), crc32: combined(known) },
    ...mediaOf(cycle, wholeBytes, last),
  }
}

const planSlices = (cycle: OpenCycle, pieces: OpenCyclePiece[]): SlicesSalvage | null => {
  const run = withoutHole(pieces, undefined)
  const last = run.at(-1)
  const slices = run.flatMap(({ slice }) => (slice === null ? [] : [slice]))
  if (last === undefined || slices.length !== run.length) return null
  return { kind: 'slices', slices, crc32: combined(run), ...mediaOf(cycle, bytesOf(run), last) }
}

/**
 * What can be made of a cycle whose recorder is gone: of its parts (or slices) those that follow one another without a
 * hole, up to the last whole fragment. Null when that is nothing playable.
 */
export const planSalvage = (cycle: OpenCycle, pieces: OpenCyclePiece[]): Salvage | null =>
  isSliced(cycle.format) ? planSlices(cycle, pieces) : planParts(cycle, pieces)
