import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/webhooks/endpoints'>

/** Receivers of events. */
export const endpointsOf = ({ raw }: ClientParts) => {
  const at = (id: string) => ({ params: { path: { id } } })
  const list = (query: Query = {}): Promise<Page<Schemas['Endpoint']>> =>
    answerOf(raw.GET('/v1/webhooks/endpoints', { params: { query } }))
  return {
    create: (body: Schemas['NewEndpoint']): Promise<Schemas['EndpointWithSecret']> =>
      answerOf(raw.POST('/v1/webhooks/endpoints', { body })),
    get: (id: string): Promise<Schemas['Endpoint']> =>
      answerOf(raw.GET('/v1/webhooks/endpoints/{id}', at(id))),
    list,
    all: everyItem(list),
    replace: (id: string, body: Schemas['EndpointSettings']): Promise<Schemas['Endpoint']> =>
      answerOf(raw.PUT('/v1/webhooks/endpoints/{id}', { ...at(id), body })),
    /** Changes what is given; the rest stays. */
    change: (id: string, body: Schemas['EndpointChange']): Promise<Schemas['Endpoint']> =>
      answerOf(raw.PATCH('/v1/webhooks/endpoints/{id}', { ...at(id), body })),
    remove: async (id: string): Promise<void> => {
      await answerOf(raw.DELETE('/v1/webhooks/endpoints/{id}', at(id)))
    },
    /** Another secret; the former one goes on for the time that is given. */
    renewSecret: (
      id: string,
      body: Schemas['RenewEndpointSecret'] = {},
    ): Promise<Schemas['EndpointWithSecret']> =>
      answerOf(raw.POST('/v1/webhooks/endpoints/{id}/secret', { ...at(id), body })),
    /** Sends an event `endpoint.test`; the delivery tells what became of it. */
    test: (id: string): Promise<Schemas['Delivery']> =>
      answerOf(raw.POST('/v1/webhooks/endpoints/{id}/test', at(id))),
    /** Sends the events of a time again; go on with `nextCursor` until it is null. */
    replay: (
      id: string,
      body: Schemas['ReplayToEndpoint'],
    ): Promise<Schemas['ReplayedToEndpoint']> =>
      answerOf(raw.POST('/v1/webhooks/endpoints/{id}/replay', { ...at(id), body })),
  }
}
