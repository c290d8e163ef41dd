import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/rules'>

/** Which streams are recorded, how and when. */
export const rulesOf = ({ raw }: ClientParts) => {
  const at = (id: string) => ({ params: { path: { id } } })
  const list = (query: Query = {}): Promise<Page<Schemas['Rule']>> =>
    answerOf(raw.GET('/v1/rules', { params: { query } }))
  return {
    create: (body: Schemas['NewRule']): Promise<Schemas['Rule']> =>
      answerOf(raw.POST('/v1/rules', { body })),
    get: (id: string): Promise<Schemas['Rule']> => answerOf(raw.GET('/v1/rules/{id}', at(id))),
    list,
    all: everyItem(list),
    replace: (id: string, body: Schemas['NewRule']): Promise<Schemas['Rule']> =>
      answerOf(raw.PUT('/v1/rules/{id}', { ...at(id), body })),
    /** Changes what is given; the rest stays. */
    change: (id: string, body: Schemas['RuleChange']): Promise<Schemas['Rule']> =>
      answerOf(raw.PATCH('/v1/rules/{id}', { ...at(id), body })),
    remove: async (id: string): Promise<void> => {
      await answerOf(raw.DELETE('/v1/rules/{id}', at(id)))
    },
    /** Which rule would be in force for a stream, and why. */
    match: (query: QueryOf<'/v1/rules/match'>): Promise<Schemas['RuleMatch']> =>
      answerOf(raw.GET('/v1/rules/match', { params: { query } })),
  }
}
