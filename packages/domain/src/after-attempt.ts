import { backoffDelayMs } from './backoff.ts'
import { type Delivery, deliveryLimits, deliveryRetry } from './delivery.ts'
import type { DeliveryStep } from './delivery-record.ts'

/** Longest pause that a receiver can ask for with Retry-After, in milliseconds. */
export const maxReceiverPauseMs = 6 * 3_600_000
/** A receiver that asks to be tried again at once is left alone for so long all the same. */
const minReceiverPauseMs = 1000

/** What a try came to. */
export const attemptOutcomes = ['delivered', 'retry', 'gone', 'refused'] as const
export type AttemptOutcome = (typeof attemptOutcomes)[number]

/** What is known after a try. */
export type AttemptFacts = {
  /** delivered: answered 2xx. retry: may work later. gone: answered 410. refused: the address is not allowed, nothing was sent. */
  outcome: AttemptOutcome
  /** How long the receiver asked to be left alone; null when it did not say. */
  retryAfterMs: number | null
  delivery: Pick<Delivery, 'queuedAtMs'>
  /** How often in a row the receiver of the lane had failed before. */
  failures: number
  nowMs: number
}

const retryDelayMs = ({ retryAfterMs, failures }: AttemptFacts, random: number): number =>
  retryAfterMs === null
    ? backoffDelayMs(deliveryRetry, failures + 1, random)
    : Math.min(maxReceiverPauseMs, Math.max(minReceiverPauseMs, retryAfterMs))

/**
 * What becomes of a delivery after a try. What the receiver asks for wins over the growing pauses.
 * @param random a number in [0, 1), from the caller
 */
export const afterAttempt = (facts: AttemptFacts, random: number): DeliveryStep => {
  const { outcome, delivery, nowMs } = facts
  switch (outcome) {
    case 'delivered':
      return { state: 'delivered' }
    case 'gone':
      return { state: 'dead', reason: 'gone' }
    case 'refused':
      return { state: 'dead', reason: 'address_refused' }
    case 'retry':
      return nowMs - delivery.queuedAtMs >= deliveryLimits.maxAgeMs
        ? { state: 'dead', reason: 'expired' }
        : { state: 'pending', retryAtMs: nowMs + retryDelayMs(facts, random) }
  }
}
