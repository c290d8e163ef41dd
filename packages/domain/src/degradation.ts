import type { Recording } from './recording.ts'
import { type Degradation, type DegradedCause, degradedCauses } from './recording-event.ts'
import type { RecordingFile } from './recording-file.ts'

/** How often something was wrong with a recording, and what it was when it was last told. One entry per cause. */
export type RecordingDegradation = {
  cause: DegradedCause
  count: number
  firstAtMs: number
  lastAtMs: number
  /** The newest one's sentence. */
  detail: string
}

/**
 * The record after something was found wrong with it. Bounded: one entry per cause, in the order of `degradedCauses`.
 * Whether the occurrence was told before is the caller's to know.
 */
export const withDegradation = (
  recording: Recording,
  { cause, detail }: Degradation,
  nowMs: number,
): Recording => {
  const known = recording.degradations ?? []
  const former = known.find((entry) => entry.cause === cause)
  const entry: RecordingDegradation = {
    cause,
    count: (former?.count ?? 0) + 1,
    firstAtMs: former?.firstAtMs ?? nowMs,
    lastAtMs: nowMs,
    detail,
  }
  const degradations = degradedCauses.flatMap((one) =>
    one === cause ? [entry] : known.filter((other) => other.cause === one),
  )
  return { ...recording, degradations }
}

/** What must be off before media and wall time of a file are said to differ. */
export const ratioTolerance = {
  /** Below it media came slower than it plays, above it faster. */
  min: 0.95,
  max: 1.05,
  /** Files up to this length tell too little. */
  shortestFileMs: 10_000,
  /** Media may come that much early or late by the ordinary jitter of networks, whatever the length of the file. */
  jitterMs: 2000,
} as const

const seconds = (ms: number): string => (ms / 1000).toFixed(1)

const paceOf = ({ durationMs, truth }: RecordingFile): Omit<Degradation, 'occurrence'> | null => {
  if (truth === undefined || durationMs <= ratioTolerance.shortestFileMs) return null
  if (Math.abs(durationMs - truth.wallMs) < ratioTolerance.jitterMs) return null
  const told = `${seconds(durationMs)} s of media stand for ${seconds(truth.wallMs)} s of time`
  if (truth.mediaRatio < ratioTolerance.min)
    return { cause: 'media_behind_wall', detail: `The source sent less than it should: ${told}.` }
  if (truth.mediaRatio > ratioTolerance.max)
    return { cause: 'media_ahead_of_wall', detail: `The source sent more than it should: ${told}.` }
  return null
}

const repairsOf = ({ truth }: RecordingFile): Omit<Degradation, 'occurrence'> | null => {
  if (truth === undefined || truth.repairCount === 0) return null
  const times = truth.repairCount === 1 ? 'once' : `${truth.repairCount} times`
  return {
    cause: 'timestamps_repaired',
    detail: `The source's timestamps jumped ${times}; the media goes on without a hole.`,
  }
}

const salvageOf = ({ isSalvaged }: RecordingFile): Omit<Degradation, 'occurrence'> | null =>
  isSalvaged === true
    ? {
        cause: 'file_salvaged',
        detail: 'Its recorder was lost; the file was completed from what was in storage.',
      }
    : null

const damageOf = ({ check }: RecordingFile): Omit<Degradation, 'occurrence'> | null =>
  check?.outcome === 'damaged'
    ? { cause: 'file_damaged', detail: check.detail ?? 'The stored file is damaged.' }
    : null

const backupOf = ({ isInBackup }: RecordingFile): Omit<Degradation, 'occurrence'> | null =>
  isInBackup === true
    ? {
        cause: 'backup_storage',
        detail: 'The storage failed; the file lies in the backup storage.',
      }
    : null

/**
 * Everything that is wrong with a stored file. The occurrence is the file's id, so that each cause is told once per file,
 * whoever looks at it and however often.
 */
export const degradationsOf = (file: RecordingFile): Degradation[] =>
  [paceOf, repairsOf, salvageOf, damageOf, backupOf].flatMap((look) => {
    const found = look(file)
    return found === null
      ? []
      : [{ ...found, detail: `${file.id}: ${found.detail}`, occurrence: file.id }]
  })
