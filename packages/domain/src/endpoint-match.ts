import type { DeliveryReceiver } from './delivery.ts'
import type {
  EventContext,
  NotifiableKind,
  StoredEndpoint,
  WebhookDialect,
  WebhookEndpoint,
} from './webhook-endpoint.ts'

/** What of an event endpoints choose by. Every event of packages/contracts is one. */
export type MatchableEvent = { type: NotifiableKind; data: { stream: { domain: string } } }

const asks = (wanted: readonly string[] | null, values: readonly string[]): boolean =>
  wanted === null || values.some((value) => wanted.includes(value))

/** True when an endpoint is enabled and asks for the event. Every filter must be met; of its entries one is enough. */
export const matchesEndpoint = (
  { isEnabled, events, filter }: Pick<WebhookEndpoint, 'isEnabled' | 'events' | 'filter'>,
  event: MatchableEvent,
  { templateId, tags }: Pick<EventContext, 'templateId' | 'tags'>,
): boolean =>
  isEnabled &&
  asks(events, [event.type]) &&
  asks(filter.templateIds, templateId === null ? [] : [templateId]) &&
  asks(filter.domains, [event.data.stream.domain]) &&
  asks(filter.tags, tags)

/** The URL in its one spelling, so that two spellings are the same receiver. */
const spelled = (url: string): string => (URL.canParse(url) ? new URL(url).href : url)

/**
 * Who is told of an event: every endpoint that matches, and the receiver that the recording names, unless an endpoint with its
 * URL and dialect is told already.
 * @param tells whether a dialect has such an event at all
 */
export const receiversOf = (
  event: MatchableEvent,
  context: EventContext,
  endpoints: readonly StoredEndpoint[],
  tells: (dialect: WebhookDialect, kind: NotifiableKind) => boolean = () => true,
): DeliveryReceiver[] => {
  const told = endpoints.filter(
    (endpoint) => matchesEndpoint(endpoint, event, context) && tells(endpoint.dialect, event.type),
  )
  const receivers: DeliveryReceiver[] = told.map(({ id }) => ({ kind: 'endpoint', endpointId: id }))
  const { notifyUrl: url, notifyDialect: dialect } = context
  if (url === null || !tells(dialect, event.type)) return receivers
  const isTold = told.some(
    (endpoint) => endpoint.dialect === dialect && spelled(endpoint.url) === spelled(url),
  )
  return isTold ? receivers : [...receivers, { kind: 'url', url, dialect }]
}
