import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/webhooks/deliveries'>

/** Events on their way to receivers. */
export const deliveriesOf = ({ raw }: ClientParts) => {
  const at = (id: string) => ({ params: { path: { id } } })
  const list = (query: Query = {}): Promise<Page<Schemas['Delivery']>> =>
    answerOf(raw.GET('/v1/webhooks/deliveries', { params: { query } }))
  return {
    list,
    all: everyItem(list),
    /** With what became of each try. */
    get: (id: string): Promise<Schemas['DeliveryWithAttempts']> =>
      answerOf(raw.GET('/v1/webhooks/deliveries/{id}', at(id))),
    /** Sends the event to its receiver again. */
    replay: (id: string): Promise<Schemas['Delivery']> =>
      answerOf(raw.POST('/v1/webhooks/deliveries/{id}/replay', at(id))),
  }
}
