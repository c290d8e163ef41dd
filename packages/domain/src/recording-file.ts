import type { FragmentOrigin } from './fragment-origin.ts'
import type { OutputFormat } from './template.ts'

/** One finished cycle in storage, with its facts. For m3u8 and cmaf the object is the playlist. */
export type RecordingFile = {
  /** Stable: derived from recording, output and sequence, whoever stored it. */
  id: string
  recordingId: string
  generation: number
  format: OutputFormat
  /** The output that it is of (`FormatPlan.name`). Absent in files of older versions: the format. */
  output?: string
  sequence: number
  storageType: 's3' | 'filesystem'
  bucket: string
  /** The name of the registered storage that it lies in. Absent for a configured one. */
  storageName?: string
  key: string
  /** For mp4 and flv the object; for m3u8 and cmaf the slices without playlist and init segment. */
  bytes: number
  /** CRC-32 (IEEE) as 8 hex digits, over the bytes that `bytes` counts. */
  crc32: string
  durationMs: number
  startedAtMs: number
  endedAtMs: number
  width: number | null
  height: number | null
  /** RFC 6381 strings, video first. */
  codecs: string[]
  /** Slices of m3u8 and cmaf in order of playing; empty for mp4 and flv. */
  slices: RecordingSlice[]
  /** Key of the init segment, cmaf only. */
  initKey: string | null
  /** The fragment that it begins with. Absent in files of older versions. */
  from?: FragmentOrigin
  /**
   * The last fragment in it of each generation that it holds media of: behind them a recorder that takes over goes on.
   * Absent in files of older versions.
   */
  through?: FragmentOrigin[]
  /** How truly it shows what was received. Absent in files of older versions. */
  truth?: FileTruth
  /** Completed from what was in storage when its recorder was lost: a fragmented file whose last fragment may be cut off. */
  isSalvaged?: boolean
  /** Media that came into storage later, from the spool of a recorder that was cut off in this generation. */
  filler?: { generation: number; index: number }
  /** It lies in the backup storage until it is moved to the recording's own. */
  isInBackup?: boolean
  /** The last decode check that a user asked for. */
  check?: FileCheck
  /** A picture of its first keyframe, where it lies. */
  poster?: { key: string; bytes: number; width: number; height: number }
  /** When its objects were removed from storage, because its time was over or somebody asked for it, Unix milliseconds. */
  removedAtMs?: number
}

/** What became of a decode check: whether the bytes in storage are those that were stored, and whether they decode. */
export type FileCheck = {
  /** Wall time at which it ended, Unix milliseconds. */
  checkedAtMs: number
  outcome: 'ok' | 'damaged'
  /** What is wrong, or what was seen besides, for people; null when there is nothing to say. */
  detail: string | null
}

/** A place where the source's timestamps were not those of a running clock, and what was made of them. */
export type TimestampRepair = {
  /** Where it lies: in the truth of a file, media time from the beginning of the file. */
  mediaTimeMs: number
  track: 'video' | 'audio'
  kind: 'jump_forward' | 'jump_back' | 'wrap'
  /** How far the source's clock jumped; negative for back. */
  jumpMs: number
}

/** Bound of the repairs, and of the gaps, that one file tells: the first ones. The counts go on counting. */
export const maxRepairsPerFile = 100

/** A span of wall time inside a file in which nothing was recorded; the media goes on behind it without a hole. */
export type FileGap = {
  /** Where it lies, media time from the beginning of the file. */
  mediaTimeMs: number
  durationMs: number
}

/** How truly a file shows what happened while it was recorded. */
export type FileTruth = {
  /**
   * Wall time in which its media was live, gaps left out. Measured on how fast media came while it came steadily: what
   * a server sends at once when it is joined does not make it shorter.
   */
  wallMs: number
  /** Media time divided by wall time; 1 when the source kept time, or when too little came to tell. */
  mediaRatio: number
  /** Gaps inside the file, the first `maxRepairsPerFile`. */
  gaps: FileGap[]
  gapCount: number
  repairs: TimestampRepair[]
  repairCount: number
  /** The stream changed its codec or resolution at the end of this file. */
  endedByCodecChange: boolean
}

export type RecordingSlice = {
  key: string
  sequence: number
  bytes: number
  durationMs: number
  startedAtMs: number
  /** A discontinuity lies before this slice. */
  discontinuity: boolean
}

/** The name of the output that a file, or what tells of a cycle, is of; what older versions wrote names only the format. */
export const outputOf = ({ output, format }: { output?: string | null; format: string }): string =>
  output ?? format

/** The id of a file. Names of outputs have no dot in them. */
export const fileIdOf = (recordingId: string, output: string, sequence: number): string =>
  `${recordingId}.${output}.${sequence}`
