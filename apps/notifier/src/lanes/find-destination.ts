import { secretUnreadable } from '@tapedeck/contracts'
import type { DeadReason, DeliveryReceiver } from '@tapedeck/domain'
import type { EndpointStore } from '@tapedeck/store'
import type { WebhookTarget } from '@tapedeck/webhooks'

/** Where a delivery goes as its receiver stands now, or why it goes nowhere any more. */
export type Destination =
  | { kind: 'target'; target: WebhookTarget }
  | { kind: 'dead'; reason: DeadReason }

/**
 * Reads what is needed to send. An endpoint is read for every try, so that a new secret, URL or header counts from then on.
 * @param deps.anonymousSecret signs what goes to URLs that recordings name, in the standard dialect
 * @throws TapedeckError SECRET_UNREADABLE when the endpoint's secrets were sealed with another master key
 */
export const findDestination = async (
  receiver: DeliveryReceiver,
  deps: { endpoints: Pick<EndpointStore, 'get'>; anonymousSecret: string; nowMs: number },
): Promise<Destination> => {
  if (receiver.kind === 'url') {
    const { url, dialect } = receiver
    const secrets = dialect === 'standard' ? [deps.anonymousSecret] : []
    return { kind: 'target', target: { url, dialect, secrets, headers: {} } }
  }
  const endpoint = await deps.endpoints.get(receiver.endpointId)
  if (endpoint === null) return { kind: 'dead', reason: 'endpoint_removed' }
  if (!endpoint.isEnabled || endpoint.disabled !== null)
    return { kind: 'dead', reason: 'endpoint_disabled' }
  const { url, dialect, headers } = endpoint
  const signing = endpoint.secrets.filter(
    ({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > deps.nowMs,
  )
  const secrets = signing.flatMap(({ secret }) => secret ?? [])
  if (headers === null || secrets.length < signing.length)
    throw secretUnreadable(`The endpoint "${endpoint.id}"`, endpoint.unreadable)
  return { kind: 'target', target: { url, dialect, secrets, headers } }
}
