import { isTapedeckError } from '@tapedeck/contracts'
import { afterAttempt, type DeliveryAttempt } from '@tapedeck/domain'
import type { LaneDelivery, SettleRequest, TakenDelivery } from '@tapedeck/store'
import { type DeliveryResult, hostOf, mergingOf, type WebhookTarget } from '@tapedeck/webhooks'
import { type Destination, findDestination } from './find-destination.ts'
import { askHost } from './host-access.ts'
import type { LaneDeps } from './lane-deps.ts'
import { heldUntilMs, mergedWith, youngestOf } from './merge-deliveries.ts'
import { traceDelivery } from './trace-delivery.ts'

/** What a look at a taken delivery came to: it and what went with it are settled so, or it is left alone for now. */
export type TryResult =
  | {
      kind: 'settle'
      /** What went out in the same request. */
      merged: LaneDelivery[]
      attempt: DeliveryAttempt | null
      outcome: SettleRequest['outcome']
      /** What to do in the receiver's name beside: it wants nothing more. */
      disables: { endpointId: string; detail: string } | null
    }
  | { kind: 'held'; untilMs: number }

const failed = (detail: string): DeliveryResult => ({
  outcome: 'retry',
  status: null,
  latencyMs: 0,
  detail,
  retryAfterMs: null,
  excerpt: null,
})

/** Sends once. What goes wrong here counts as a failed try: one event that cannot be sent must not hold up its lane for ever. */
const sendOnce = async (
  { sender, logger }: LaneDeps,
  target: WebhookTarget,
  { delivery, event, context }: TakenDelivery,
  merged: LaneDelivery[],
): Promise<DeliveryResult> => {
  try {
    const others = merged.map((other) => ({ event: other.event, context: other.context }))
    return await traceDelivery(delivery, context, target, async (traceable) =>
      sender.send(traceable, { event, context, merged: others }),
    )
  } catch (err) {
    logger.error({ err, deliveryId: delivery.id, eventId: event.id }, 'a webhook cannot be sent')
    return failed('the request could not be made')
  }
}

const judge = (
  deps: LaneDeps,
  taken: TakenDelivery,
  merged: LaneDelivery[],
  result: DeliveryResult,
): TryResult => {
  const { failures } = taken
  const nowMs = deps.clock()
  const { outcome, retryAfterMs, status, latencyMs, detail, excerpt } = result
  const { receiver } = taken.delivery
  const delivery = youngestOf(taken.delivery, merged)
  const isGone = outcome === 'gone' && receiver.kind === 'endpoint'
  return {
    kind: 'settle',
    merged,
    attempt: { atMs: nowMs - latencyMs, status, latencyMs, detail, excerpt },
    outcome: afterAttempt({ outcome, retryAfterMs, delivery, failures, nowMs }, deps.random()),
    disables: isGone ? { endpointId: receiver.endpointId, detail } : null,
  }
}

/** Null: the receiver's secrets cannot be read, which may be set right by an operator. */
const destinationOf = async (
  deps: LaneDeps,
  { delivery }: TakenDelivery,
): Promise<Destination | null> => {
  const { endpoints, anonymousSecret } = deps
  try {
    return await findDestination(delivery.receiver, {
      endpoints,
      anonymousSecret,
      nowMs: deps.clock(),
    })
  } catch (error) {
    if (!isTapedeckError(error) || error.code !== 'SECRET_UNREADABLE') throw error
    deps.logger.error({ err: error, deliveryId: delivery.id }, 'secrets cannot be read')
    return null
  }
}

/** What goes out together with a delivery, or until when it is held for that. */
const mergeFor = async (
  { deliveries, clock }: LaneDeps,
  { delivery }: TakenDelivery,
  { dialect }: WebhookTarget,
): Promise<LaneDelivery[] | { heldUntilMs: number }> => {
  const merging = mergingOf(dialect, delivery.type)
  if (merging === null) return []
  const untilMs = heldUntilMs(delivery, merging, clock())
  if (untilMs !== null) return { heldUntilMs: untilMs }
  return mergedWith(delivery, await deliveries.following(delivery, merging.most - 1), clock())
}

/**
 * Tries a delivery once, and those that its receiver's dialect merges with it, unless its receiver is not there any more, others
 * may still go with it or its host is to be left alone.
 * @throws TapedeckError REDIS_UNAVAILABLE
 */
export const tryDelivery = async (deps: LaneDeps, taken: TakenDelivery): Promise<TryResult> => {
  const destination = await destinationOf(deps, taken)
  if (destination === null)
    return judge(deps, taken, [], failed("the endpoint's secrets cannot be read"))
  if (destination.kind === 'dead') {
    const outcome = { state: 'dead', reason: destination.reason } as const
    return { kind: 'settle', merged: [], attempt: null, outcome, disables: null }
  }
  const { target } = destination
  const merged = await mergeFor(deps, taken, target)
  if (!Array.isArray(merged)) return { kind: 'held', untilMs: merged.heldUntilMs }
  const { gate, lastTries } = deps
  const access = askHost(hostOf(target.url), taken.delivery, {
    gate,
    lastTries,
    nowMs: deps.clock(),
  })
  if (access.kind === 'held') {
    deps.metrics.held(access.reason)
    return { kind: 'held', untilMs: access.untilMs }
  }
  const result = await sendOnce(deps, target, taken, merged)
  access.leave(result)
  deps.metrics.tried(result)
  return judge(deps, taken, merged, result)
}
