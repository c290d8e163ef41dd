import type { Delivery, EventContext } from '@tapedeck/domain'
import { traced } from '@tapedeck/telemetry'
import { type DeliveryResult, hostOf, type WebhookTarget } from '@tapedeck/webhooks'

/**
 * One try as a span in the trace of the request that made the recording. The receiver is told of it by `traceparent`, as by any
 * other service, and can go on with it.
 * @param send posts to the target that it is given
 */
export const traceDelivery = (
  delivery: Delivery,
  { traceparent }: Pick<EventContext, 'traceparent'>,
  target: WebhookTarget,
  send: (target: WebhookTarget) => Promise<DeliveryResult>,
): Promise<DeliveryResult> => {
  const attributes = {
    'server.address': hostOf(target.url),
    'tapedeck.delivery.id': delivery.id,
    'tapedeck.event.id': delivery.eventId,
    'tapedeck.event.type': delivery.type,
    'tapedeck.delivery.attempt': delivery.attemptCount + 1,
  }
  return traced('webhook', { kind: 'client', parent: traceparent, attributes }, async (span) => {
    const own = span.traceparent
    const headers = own === undefined ? target.headers : { ...target.headers, traceparent: own }
    const result = await send({ ...target, headers })
    span.set({ 'tapedeck.delivery.outcome': result.outcome })
    if (result.status !== null) span.set({ 'http.response.status_code': result.status })
    if (result.outcome !== 'delivered') span.fail(result.detail)
    return result
  })
}
