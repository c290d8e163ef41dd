import type { RenditionPlan } from './rendition.ts'
import type { WebhookDialect } from './webhook-endpoint.ts'

/** The four output formats. */
export const outputFormats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
export type OutputFormat = (typeof outputFormats)[number]

/** Formats made of slices and a playlist. */
export const isSliced = (format: OutputFormat): format is 'm3u8' | 'cmaf' =>
  format === 'm3u8' || format === 'cmaf'

/** Where objects go. Credentials are configuration, never part of a template. */
export type StorageTarget =
  | {
      type: 's3'
      bucket: string | null
      /** Name of a storage that a user registered; absent or null: the configured one. */
      storage?: string | null
    }
  | { type: 'filesystem'; directory: string | null }

/** Which tracks of the stream an output holds. */
export const trackSelections = ['all', 'video', 'audio'] as const
export type TrackSelection = (typeof trackSelections)[number]

/** One output of a template with every default filled in. */
export type FormatPlan = {
  /** Names the output within its template; the format when nothing else is said. Part of the ids of files. */
  name: string
  format: OutputFormat
  cycleSeconds: number
  maxBytes: number | null
  objectPattern: string
  /** Null for mp4 and flv. */
  sliceSeconds: number | null
  slicePattern: string | null
  tracks: TrackSelection
  /** Null for the recording's. */
  storage: StorageTarget | null
  /** How long its files stay in storage; null for the template's. */
  retentionSeconds: number | null
}

/** Pictures taken of keyframes while a stream is recorded. */
export type ThumbnailPlan = { intervalSeconds: number; width: number; objectPattern: string }

/** A template with every default filled in; a recording keeps its own copy. */
export type RecordingTemplate = {
  name: string
  /** Of the stream as it is; empty when only renditions are recorded. */
  formats: FormatPlan[]
  waitSeconds: number
  mergeWindowSeconds: number
  storage: StorageTarget | null
  notifyUrl: string | null
  /** In whose format `notifyUrl` is told. */
  notifyDialect: WebhookDialect
  /** Words by which a user's endpoints choose events; recordings take them over. */
  tags: string[]
  /** How long files stay in storage after their end; null for ever. */
  retentionSeconds: number | null
  /** Transcoded outputs, each a recording of its own. */
  renditions: RenditionPlan<FormatPlan> | null
  thumbnails: ThumbnailPlan | null
  /** A picture beside each file; the height follows from the width. */
  posters: { width: number } | null
}

export type StoredTemplate = RecordingTemplate & {
  id: string
  createdAtMs: number
  updatedAtMs: number
}

/** The template alone, as a recording keeps it. */
export const snapshotOf = ({
  id: _id,
  createdAtMs: _createdAtMs,
  updatedAtMs: _updatedAtMs,
  ...template
}: StoredTemplate): RecordingTemplate => template

/**
 * Ranges and defaults. Cycle and slice figures are those of ApsaraVideo Live AddLiveAppRecordConfig
 * (m3u8 and cmaf 6 h, flv and mp4 1 h, slices 5 to 30 s); the native minimum cycle of 5 s is ours.
 */
export const templateLimits = {
  nameLength: 128,
  cycleSeconds: { min: 5, max: 86_400 },
  sliceSeconds: { min: 5, max: 30, default: 30 },
  maxBytes: { min: 1024 * 1024, max: 5 * 1024 ** 4 },
  waitSeconds: { min: 1, max: 21_600, default: 180 },
  mergeWindowSeconds: { min: 0, max: 21_600, default: 180 },
  outputs: 16,
  renditions: 8,
  retentionSeconds: { min: 60, max: 10 * 365 * 86_400 },
  thumbnailIntervalSeconds: { min: 1, max: 3600 },
  pictureWidth: { min: 16, max: 3840, default: 320 },
  renditionHeight: { min: 64, max: 4320 },
  renditionVideoKbps: { min: 50, max: 100_000 },
  renditionAudioKbps: { min: 16, max: 512 },
  renditionFps: { min: 1, max: 120 },
  tags: 16,
  tagLength: 64,
} as const

/** Seconds of a cycle when the template does not say. */
export const defaultCycleSeconds: Record<OutputFormat, number> = {
  mp4: 3600,
  flv: 3600,
  m3u8: 21_600,
  cmaf: 21_600,
}

/** An output of which nothing more is said than its format and naming. Also what records of older versions mean. */
export const plainOutput = { tracks: 'all', storage: null, retentionSeconds: null } as const

/** The same of a template. */
export const plainTemplate = {
  retentionSeconds: null,
  renditions: null,
  thumbnails: null,
  posters: null,
  notifyDialect: 'standard',
  tags: [] as string[],
} as const
