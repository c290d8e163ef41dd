import type {
  DeliveryView,
  DeliveryWithAttemptsView,
  EndpointView,
  EndpointWithSecretView,
  TapedeckEvent,
} from '@tapedeck/contracts'

/** Some events of the log. */
export type EventLogPage = { items: TapedeckEvent[]; nextCursor: string; hasMissed: boolean }

/** Endpoints, deliveries and the log of events as a user's program would call them. */
export type WebhookClient = {
  createEndpoint(body: unknown): Promise<EndpointWithSecretView>
  endpoint(id: string): Promise<EndpointView>
  renewEndpointSecret(id: string, overlapSeconds: number): Promise<EndpointWithSecretView>
  /** The newest deliveries, at most 200. @param query for instance `endpointId=…&state=dead` */
  deliveries(query: string): Promise<DeliveryView[]>
  delivery(id: string): Promise<DeliveryWithAttemptsView>
  replayDelivery(id: string): Promise<DeliveryView>
  /** One page of the log. @param query for instance `cursor=…&wait=30` */
  events(query: string): Promise<EventLogPage>
}

type Must = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** The part of the client that is about webhooks. */
export const createWebhookClient = (must: Must): WebhookClient => ({
  createEndpoint: (body) => must('POST', '/v1/webhooks/endpoints', body),
  endpoint: (id) => must('GET', `/v1/webhooks/endpoints/${id}`),
  renewEndpointSecret: (id, overlapSeconds) =>
    must('POST', `/v1/webhooks/endpoints/${id}/secret`, { overlapSeconds }),
  deliveries: async (query) => {
    const path = `/v1/webhooks/deliveries?limit=200&${query}`
    return (await must<{ items: DeliveryView[] }>('GET', path)).items
  },
  delivery: (id) => must('GET', `/v1/webhooks/deliveries/${id}`),
  replayDelivery: (id) => must('POST', `/v1/webhooks/deliveries/${id}/replay`),
  events: (query) => must('GET', `/v1/events?${query}`),
})
