import { fileOrder, filledMs } from './manifest-order.ts'
import type { Gap, Recording, RecordingReason, TrackFacts } from './recording.ts'
import type { DegradedCause } from './recording-event.ts'
import { type FileCheck, type FileTruth, outputOf, type RecordingFile } from './recording-file.ts'
import type { RecordingState } from './recording-state.ts'
import { redactUrl } from './source-url.ts'

/**
 * The JSON account of a recording, stored beside its files and served by the API. Fields may be added under one
 * version; the meaning of one never changes. docs/manifest.md describes every field.
 */
export type Manifest = {
  version: 1
  recordingId: string
  name: string | null
  state: RecordingState
  reason: RecordingReason | null
  source: string
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  tracks: TrackFacts[]
  files: ManifestFile[]
  gaps: ManifestGap[]
  gapCount: number
  degradations: ManifestDegradation[]
  totals: {
    files: number
    bytes: number
    mediaMs: number
    gapMs: number
    filledMs: number
    lostMs: number
  }
}

export type ManifestFile = Omit<
  RecordingFile,
  | 'recordingId'
  | 'output'
  | 'storageName'
  | 'startedAtMs'
  | 'endedAtMs'
  | 'slices'
  | 'through'
  | 'truth'
  | 'isSalvaged'
  | 'filler'
  | 'isInBackup'
  | 'check'
  | 'removedAtMs'
> & {
  output: string
  storageName: string | null
  startedAt: string
  endedAt: string
  wallMs: number
  truth: FileTruth | null
  isSalvaged: boolean
  filler: { generation: number; index: number } | null
  isInBackup: boolean
  removedAt: string | null
  check: (Omit<FileCheck, 'checkedAtMs'> & { checkedAt: string }) | null
  slices: {
    key: string
    sequence: number
    bytes: number
    durationMs: number
    startedAt: string
    discontinuity: boolean
  }[]
}

export type ManifestGap = {
  startedAt: string
  endedAt: string
  durationMs: number
  filledMs: number
  mediaTimeMs: number
  cause: Gap['cause']
}

export type ManifestDegradation = {
  cause: DegradedCause
  count: number
  firstAt: string
  lastAt: string
  detail: string
}

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

const manifestCheck = ({ checkedAtMs, ...check }: FileCheck): ManifestFile['check'] => ({
  checkedAt: iso(checkedAtMs),
  ...check,
})

const manifestFile = (file: RecordingFile): ManifestFile => {
  const {
    recordingId: _,
    through: __,
    startedAtMs,
    endedAtMs,
    removedAtMs,
    slices,
    ...facts
  } = file
  return {
    ...facts,
    output: outputOf(file),
    storageName: file.storageName ?? null,
    startedAt: iso(startedAtMs),
    endedAt: iso(endedAtMs),
    wallMs: endedAtMs - startedAtMs,
    truth: file.truth ?? null,
    isSalvaged: file.isSalvaged ?? false,
    filler: file.filler ?? null,
    isInBackup: file.isInBackup ?? false,
    removedAt: isoOrNull(removedAtMs ?? null),
    check: file.check === undefined ? null : manifestCheck(file.check),
    slices: slices.map(({ startedAtMs: sliceStartMs, ...slice }) => ({
      ...slice,
      startedAt: iso(sliceStartMs),
    })),
  }
}

const manifestGap = (gap: Gap, files: RecordingFile[]): ManifestGap => ({
  startedAt: iso(gap.startedAtMs),
  endedAt: iso(gap.endedAtMs),
  durationMs: gap.endedAtMs - gap.startedAtMs,
  filledMs: filledMs(gap, files),
  mediaTimeMs: gap.mediaTimeMs,
  cause: gap.cause,
})

const sumOf = <T>(all: T[], of: (one: T) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0)

const totalsOf = (files: RecordingFile[], gaps: ManifestGap[]): Manifest['totals'] => {
  const mediaByOutput = new Map<string, number>()
  for (const file of files) {
    const output = outputOf(file)
    mediaByOutput.set(output, (mediaByOutput.get(output) ?? 0) + file.durationMs)
  }
  const gapMs = sumOf(gaps, ({ durationMs }) => durationMs)
  const filled = sumOf(gaps, (gap) => gap.filledMs)
  return {
    files: files.length,
    bytes: sumOf(files, ({ bytes }) => bytes),
    mediaMs: Math.max(0, ...mediaByOutput.values()),
    gapMs,
    filledMs: filled,
    lostMs: gapMs - filled,
  }
}

/** Builds the manifest; files are given in any order. `mediaMs` is that of the output that recorded longest. */
export const buildManifest = (recording: Recording, files: RecordingFile[]): Manifest => {
  const gaps = recording.gaps.map((gap) => manifestGap(gap, files))
  return {
    version: 1,
    recordingId: recording.id,
    name: recording.name,
    state: recording.state,
    reason: recording.reason,
    source: redactUrl(recording.source.url),
    createdAt: iso(recording.createdAtMs),
    startedAt: isoOrNull(recording.startedAtMs),
    endedAt: isoOrNull(recording.endedAtMs),
    tracks: recording.tracks,
    files: files.toSorted(fileOrder).map(manifestFile),
    gaps,
    gapCount: recording.gapCount,
    degradations: (recording.degradations ?? []).map(({ firstAtMs, lastAtMs, ...entry }) => ({
      ...entry,
      firstAt: iso(firstAtMs),
      lastAt: iso(lastAtMs),
    })),
    totals: totalsOf(files, gaps),
  }
}

/** Where a recording's manifest lies: beside its first file, so that both are found and deleted together. */
export const manifestKeyOf = (recordingId: string, firstFileKey: string): string => {
  const folder = firstFileKey.slice(0, firstFileKey.lastIndexOf('/') + 1)
  return `${folder}${recordingId}.manifest.json`
}
