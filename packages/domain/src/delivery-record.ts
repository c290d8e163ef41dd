import type { DeadReason, Delivery, DeliveryAttempt, DeliveryReceiver } from './delivery.ts'
import { deliveryLimits } from './delivery.ts'
import { type DeliverableEvent, deliveryIdOf, laneOf } from './delivery-id.ts'

/** What a try, or the look at a delivery, led to. `retryAtMs` in Unix milliseconds. */
export type DeliveryStep =
  | { state: 'delivered' }
  | { state: 'dead'; reason: DeadReason }
  | { state: 'pending'; retryAtMs: number }

/** The record of a delivery that was not tried yet. */
export const newDelivery = (
  event: DeliverableEvent,
  receiver: DeliveryReceiver,
  nowMs: number,
): Delivery => ({
  id: deliveryIdOf(event.id, receiver),
  lane: laneOf(event, receiver),
  receiver,
  eventId: event.id,
  type: event.type,
  recordingId: event.recordingId,
  state: 'pending',
  deadReason: null,
  attempts: [],
  attemptCount: 0,
  replays: 0,
  createdAtMs: nowMs,
  queuedAtMs: nowMs,
  nextAttemptAtMs: nowMs,
  endedAtMs: null,
})

/** The record after a step. An attempt is noted when there was one; the oldest ones are forgotten. */
export const steppedDelivery = (
  delivery: Delivery,
  attempt: DeliveryAttempt | null,
  step: DeliveryStep,
  nowMs: number,
): Delivery => ({
  ...delivery,
  state: step.state,
  deadReason: step.state === 'dead' ? step.reason : null,
  attempts:
    attempt === null
      ? delivery.attempts
      : [...delivery.attempts, attempt].slice(-deliveryLimits.attempts),
  attemptCount: delivery.attemptCount + (attempt === null ? 0 : 1),
  nextAttemptAtMs: step.state === 'pending' ? step.retryAtMs : null,
  endedAtMs: step.state === 'pending' ? null : nowMs,
})

/** The record of a finished delivery that is to be sent again. */
export const replayedDelivery = (delivery: Delivery, nowMs: number): Delivery => ({
  ...delivery,
  state: 'pending',
  deadReason: null,
  replays: delivery.replays + 1,
  queuedAtMs: nowMs,
  nextAttemptAtMs: nowMs,
  endedAtMs: null,
})
