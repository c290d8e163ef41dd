/** The four output formats. */
export const outputFormats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
export type OutputFormat = (typeof outputFormats)[number]

/** Formats made of slices and a playlist. */
export const isSliced = (format: OutputFormat): format is 'm3u8' | 'cmaf' =>
  format === 'm3u8' || format === 'cmaf'

/** Where objects go. Credentials are configuration, never part of a template. */
export type StorageTarget =
  | { type: 's3'; bucket: string | null }
  | { type: 'filesystem'; directory: string | null }

/** One output of a template with every default filled in. */
export type FormatPlan = {
  format: OutputFormat
  cycleSeconds: number
  maxBytes: number | null
  objectPattern: string
  /** Null for mp4 and flv. */
  sliceSeconds: number | null
  slicePattern: string | null
}

/** A template with every default filled in; a recording keeps its own copy. */
export type RecordingTemplate = {
  name: string
  formats: FormatPlan[]
  waitSeconds: number
  mergeWindowSeconds: number
  storage: StorageTarget | null
  notifyUrl: string | null
}

export type StoredTemplate = RecordingTemplate & {
  id: string
  createdAtMs: number
  updatedAtMs: number
}

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
} as const

/** Seconds of a cycle when the template does not say. */
export const defaultCycleSeconds: Record<OutputFormat, number> = {
  mp4: 3600,
  flv: 3600,
  m3u8: 21_600,
  cmaf: 21_600,
}
