import type { Recording } from '@tapedeck/domain'

/** What is done about a recording that nobody drives. */
export type UnownedDecision =
  /** Nothing yet: its recorder may be back in a moment. */
  | 'watch'
  /** Its job is put into the queue, in case it was lost or its recorder died. */
  | 'wake'
  /** It is ended by the reconciler: there is nothing to finish. */
  | 'cancel'
  /** It is ended as failed with reason recorder_lost. */
  | 'fail'

/** Limits in milliseconds. */
export type UnownedLimits = {
  /**
   * A lease that ran out while Redis was away is renewed as soon as it is back: for so long after that no recording that
   * had been taken is offered to others or ended. Longer than recorders take between two renewals, and to connect again.
   */
  graceMs: number
  /** After this long without an owner a recording that had been taken is failed. */
  lostAfterMs: number
}

/** For how long something has been seen, in milliseconds. */
export type UnownedSighting = {
  /** Nobody drives the recording. */
  unownedMs: number
  /** Redis answers without a break. */
  calmMs: number
}

/** For how long nothing is lost by nobody driving a recording, because its user paused it, in milliseconds. */
const heldMs = ({ desired }: Recording): number => {
  const pause = desired.pause ?? null
  return pause === null ? 0 : (pause.stopAfterMs ?? Number.POSITIVE_INFINITY)
}

/**
 * Decides on an unfinished recording without a lease. Before the first fragment a stop needs no recorder; after it,
 * only a recorder can close the files, so the recording is offered to one until too long has passed.
 * An accepted recording is never failed: it has not been tried yet, and its wait begins with the first try.
 */
export const decideUnowned = (
  recording: Recording,
  { unownedMs, calmMs }: UnownedSighting,
  limits: UnownedLimits,
): UnownedDecision => {
  const isToStop = recording.desired.stop !== null
  if (recording.state === 'accepted') return isToStop ? 'cancel' : 'wake'
  // a recorder may have received media since, and could not tell: it is no longer waiting then
  if (calmMs < limits.graceMs) return 'watch'
  if (recording.state === 'waiting' && isToStop) return 'cancel'
  // no recorder can take anything while Redis is away
  const lostAfterMs = limits.lostAfterMs + heldMs(recording)
  return Math.min(unownedMs, calmMs) >= lostAfterMs ? 'fail' : 'wake'
}
