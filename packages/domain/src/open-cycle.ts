import type { FragmentOrigin } from './fragment-origin.ts'
import type { RecordingFile, RecordingSlice } from './recording-file.ts'
import type { OutputFormat, StorageTarget } from './template.ts'

/** Which cycle of a recording: of the output with this name. */
export type CycleId = { output: string; sequence: number }

/**
 * A cycle that is not finished, as far as it is in storage: what another process or host needs to complete it when
 * its recorder is gone. Kept in the store while the cycle records.
 */
export type OpenCycle = CycleId & {
  format: OutputFormat
  /** The generation that records it. */
  generation: number
  /** Where its objects are; a backup storage when the first one failed. */
  storage: StorageTarget
  /** mp4, flv: the key of the upload (staging or final). m3u8, cmaf: the key of its live playlist. */
  key: string
  contentType: string
  /** mp4, flv: null before the first part was sent. */
  uploadId: string | null
  /** cmaf: key of the init segment. */
  initKey: string | null
  /**
   * m3u8, cmaf: keys that may be in storage without a piece that tells of them, noted before each request. Some of them may have
   * got one meanwhile.
   */
  sending?: string[]
  startedAtMs: number
  /** How many of the splits that users asked for lie before it; absent in notes of older versions. */
  splits?: number
  /** The fragment that it begins with. */
  from: FragmentOrigin
  width: number | null
  height: number | null
  codecs: string[]
  /**
   * What the finished file is, written before its real head (or the whole of a small file, or its playlist) goes out:
   * from then on the object may be the finished one, which its parts alone do not tell. Absent while the cycle records.
   */
  ending?: CycleEnding
}

/** The facts of a cycle that has ended and is being stored. */
export type CycleEnding = {
  /** Its final key. */
  key: string
  /** Head and body; of all slices. */
  bytes: number
  startedAtMs: number
  endedAtMs: number
  durationMs: number
  through: FragmentOrigin[]
}

/** A part or a slice of an open cycle that is in storage. Parts are told in any order, slices in order of playing. */
export type OpenCyclePiece = {
  /** Number of the part (1-based), or sequence of the slice. */
  number: number
  bytes: number
  /** CRC-32 (IEEE), 8 hex digits. */
  crc32: string
  /** Parts only. */
  etag: string | null
  /** Slices only. */
  slice: RecordingSlice | null
  /**
   * Parts only: where the last whole fragment that ends within parts 1 to `number` ends, in bytes of the object with
   * its provisional head; a salvaged file is cut there.
   */
  wholeBytes: number | null
  /** Media from the start of the cycle to the end of the last whole fragment in this piece and those before it. */
  mediaMs: number
  /** The last whole fragment of each generation in this piece and those before it. */
  through: FragmentOrigin[]
}

/** Every object beside its playlist that a cycle of slices may have in storage. */
export const slicesInStorage = (cycle: OpenCycle, pieces: readonly OpenCyclePiece[]): string[] => {
  const keys = [
    cycle.initKey,
    ...(cycle.sending ?? []),
    ...pieces.map(({ slice }) => slice?.key ?? null),
  ]
  return [...new Set(keys.filter((key) => key !== null))]
}

/** Every object that files name. */
export const keysOfFiles = (
  files: readonly Pick<RecordingFile, 'key' | 'initKey' | 'slices'>[],
): Set<string> => {
  const keys = files.flatMap(({ key, initKey, slices }) => [
    key,
    initKey,
    ...slices.map((slice) => slice.key),
  ])
  return new Set(keys.filter((key) => key !== null))
}
