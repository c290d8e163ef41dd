import { redactReceiverUrl } from '@tapedeck/domain'
import { type JobOutcome, retryLater } from '@tapedeck/queue'
import type { LaneDelivery, TakenDelivery } from '@tapedeck/store'
import type { LaneDeps } from './lane-deps.ts'
import { type TryResult, tryDelivery } from './try-delivery.ts'

/** How long a lane is held without a sign of its notifier, and how often one that waits for an answer gives it. */
const lockMs = 6000
const holdEveryMs = 2000
/** How long one job works on a lane before it gives way to the others that wait. */
const visitMs = 20_000
/** What the lane's times say is never so near that it would be asked for all the time. */
const shortestPauseMs = 10

const later = ({ clock }: LaneDeps, untilMs: number): JobOutcome =>
  retryLater(Math.max(shortestPauseMs, Math.ceil(untilMs - clock())))

const logSettled = (
  { logger }: LaneDeps,
  { delivery, event }: LaneDelivery,
  { attempt, outcome }: Extract<TryResult, { kind: 'settle' }>,
): void => {
  const { receiver } = delivery
  const facts = {
    deliveryId: delivery.id,
    eventId: delivery.eventId,
    type: delivery.type,
    recordingId: delivery.recordingId,
    generation: event.generation,
    receiver: receiver.kind === 'url' ? redactReceiverUrl(receiver.url) : receiver.endpointId,
    attempt: delivery.attemptCount + (attempt === null ? 0 : 1),
    status: attempt?.status ?? null,
    latencyMs: attempt?.latencyMs ?? null,
    detail: attempt?.detail ?? null,
    ...outcome,
  }
  if (outcome.state === 'delivered') logger.info(facts, 'webhook delivered')
  else if (outcome.state === 'dead') logger.error(facts, 'webhook given up')
  else logger.warn(facts, 'webhook not delivered')
}

/** Tries while the lane is held: who takes it again has it for longer. */
const tryHeld = async (deps: LaneDeps, lane: string, taken: TakenDelivery): Promise<TryResult> => {
  const holding = setInterval(() => {
    // when it fails, so will the settling
    deps.deliveries.take(lane, deps.holder, lockMs).catch(() => undefined)
  }, holdEveryMs)
  try {
    return await tryDelivery(deps, taken)
  } finally {
    clearInterval(holding)
  }
}

/** Works on the lane's first delivery and what goes with it; 'next' when there may be a next one. */
const workOnce = async (deps: LaneDeps, lane: string): Promise<JobOutcome | 'next'> => {
  const { deliveries, endpoints, holder } = deps
  const found = await deliveries.take(lane, holder, lockMs)
  if (found.outcome === 'empty') return { outcome: 'done' }
  if (found.outcome === 'waiting') return later(deps, found.untilMs)
  const { taken } = found
  const result = await tryHeld(deps, lane, taken)
  if (result.kind === 'held') {
    await deliveries.release(lane, holder, result.untilMs)
    return later(deps, result.untilMs)
  }
  const { merged, attempt, outcome, disables } = result
  if (disables !== null) await endpoints.disable(disables.endpointId, disables.detail)
  const deliveryId = taken.delivery.id
  const mergedIds = merged.map(({ delivery }) => delivery.id)
  const settled = await deliveries.settle({
    lane,
    holder,
    deliveryId,
    mergedIds,
    attempt,
    outcome,
  })
  if (settled === 'stale') {
    deps.logger.warn({ deliveryId }, 'a lane was lost while its delivery was tried')
    return { outcome: 'done' }
  }
  for (const one of [taken, ...merged]) {
    logSettled(deps, one, result)
    deps.metrics.ended(outcome)
  }
  if (settled === 'waiting' && outcome.state === 'pending') return later(deps, outcome.retryAtMs)
  return settled === 'next' ? 'next' : { outcome: 'done' }
}

/**
 * Sends what is in a lane, one after the other, until nothing is left, its receiver is to be left alone, or others should have
 * their turn.
 * @throws TapedeckError REDIS_UNAVAILABLE; the lane is free again after a while
 */
export const workLane = async (deps: LaneDeps, lane: string): Promise<JobOutcome> => {
  const endMs = performance.now() + visitMs
  for (;;) {
    const outcome = await workOnce(deps, lane)
    if (outcome !== 'next') return outcome
    if (deps.stopping.aborted || performance.now() >= endMs) {
      await deps.deliveries.release(lane, deps.holder, deps.clock())
      return retryLater(0)
    }
  }
}
