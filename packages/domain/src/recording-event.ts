import { createHash } from 'node:crypto'

/** Facts that users are told. */
export const eventKinds = [
  'recording.started',
  'recording.interrupted',
  'recording.paused',
  'recording.resumed',
  'recording.degraded',
  'file.created',
  'recording.completed',
  'recording.failed',
  'recording.canceled',
] as const

/** What may be wrong with a recording that goes on all the same. */
export const degradedCauses = [
  'timestamps_repaired',
  'media_behind_wall',
  'media_ahead_of_wall',
  'encoder_behind',
  'track_left_out',
  'picture_stopped',
  'recorder_lost',
  'file_salvaged',
  'file_damaged',
  'spool_low',
  'storage_failing',
  'backup_storage',
] as const
export type DegradedCause = (typeof degradedCauses)[number]

/** What recording.degraded tells. */
export type Degradation = {
  cause: DegradedCause
  /** One sentence for people, without secrets. */
  detail: string
  /** Distinguishes occurrences of one cause; the same one is told once. */
  occurrence: string
}

export type EventKind = (typeof eventKinds)[number]

/**
 * The id of an event: the same fact has the same id whichever recorder tells of it, so a receiver that
 * stores ids sees each event once.
 * @param discriminator the file id for file.created, the number of `Recording.interruptions` for interrupted, paused and
 * resumed, cause and occurrence for degraded, '' otherwise
 */
export const eventIdOf = (recordingId: string, kind: EventKind, discriminator: string): string =>
  `evt_${createHash('sha256').update(`${recordingId}\n${kind}\n${discriminator}`).digest('hex').slice(0, 32)}`
