import type { Recording } from '@tapedeck/domain'

/** What is done about a recording that a recorder holds. */
export type OwnedDecision =
  | 'leave'
  /** Its owner does not come on: another recorder takes it, and what the owner has is brought in from its spool. */
  | 'revoke'
  /** The same where nothing could be told while the storage is away: only when it answers. */
  | 'revokeIfStored'

export type OwnedLimits = {
  /** After so many milliseconds without anything new its owner is stuck. */
  stuckAfterMs: number
  /** Its owner has shown no sign of life, and not renewed the lease, for so many milliseconds. */
  goneAfterMs: number
}

/** For how long something has been seen, in milliseconds. */
export type OwnedSighting = {
  /** Nothing about it has changed: state, generation, files, bytes. */
  stillMs: number
  /** Its owner is not among the recorders and has not renewed the lease. */
  goneMs: number
}

/**
 * What a recording may wait for beyond what its owner does itself, in milliseconds; null for ever. One that was paused
 * before its stream came stays in the state waiting.
 */
const waitsMs = ({ state, template, desired }: Recording): number | null => {
  const pause = desired.pause ?? null
  if (pause !== null && (state === 'paused' || state === 'waiting')) return pause.stopAfterMs
  if (state === 'waiting') return template.waitSeconds * 1000
  return state === 'interrupted' ? template.mergeWindowSeconds * 1000 : 0
}

/** Decides on an unfinished recording with a lease. A recorder that only waits for what it may wait for is not stuck. */
export const decideOwned = (
  recording: Recording,
  { stillMs, goneMs }: OwnedSighting,
  limits: OwnedLimits,
): OwnedDecision => {
  if (goneMs >= limits.goneAfterMs) return 'revoke'
  const waitMs = waitsMs(recording)
  if (waitMs === null || stillMs < waitMs + limits.stuckAfterMs) return 'leave'
  return recording.state === 'finalizing' ? 'revokeIfStored' : 'revoke'
}
