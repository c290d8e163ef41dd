import { type Delivery, deliveryLimits } from '@tapedeck/domain'
import type { Merging } from '@tapedeck/webhooks'

/**
 * Until when a delivery is held so that others can go with it, Unix milliseconds; null: it goes now. It counts from when it was
 * queued, so that what failed once is not held again.
 */
export const heldUntilMs = (
  { queuedAtMs }: Pick<Delivery, 'queuedAtMs'>,
  { holdMs }: Merging,
  nowMs: number,
): number | null => {
  const untilMs = queuedAtMs + holdMs
  // clocks of hosts may differ a little; a time that is further off is wrong, and not waited for
  return untilMs > nowMs && untilMs <= nowMs + 2 * holdMs ? untilMs : null
}

/**
 * Which of the deliveries behind a first one go with it. One that has its last try takes along only what has it too: they share
 * their outcome, and none may be given up early.
 */
export const mergedWith = <Other extends { delivery: Pick<Delivery, 'queuedAtMs'> }>(
  first: Pick<Delivery, 'queuedAtMs'>,
  following: Other[],
  nowMs: number,
): Other[] => {
  const isLast = ({ queuedAtMs }: Pick<Delivery, 'queuedAtMs'>): boolean =>
    nowMs - queuedAtMs >= deliveryLimits.maxAgeMs
  if (!isLast(first)) return following
  const end = following.findIndex(({ delivery }) => !isLast(delivery))
  return end === -1 ? following : following.slice(0, end)
}

/** When the youngest of them was queued: by it is decided whether they are given up. */
export const youngestOf = (
  first: Pick<Delivery, 'queuedAtMs'>,
  merged: { delivery: Pick<Delivery, 'queuedAtMs'> }[],
): Pick<Delivery, 'queuedAtMs'> => ({
  queuedAtMs: Math.max(first.queuedAtMs, ...merged.map(({ delivery }) => delivery.queuedAtMs)),
})
