import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/sources'>

/** Media servers that tell of their streams. */
export const sourcesOf = ({ raw }: ClientParts) => {
  const at = (id: string) => ({ params: { path: { id } } })
  const list = (query: Query = {}): Promise<Page<Schemas['Source']>> =>
    answerOf(raw.GET('/v1/sources', { params: { query } }))
  return {
    create: (body: Schemas['NewSource']): Promise<Schemas['SourceWithSecret']> =>
      answerOf(raw.POST('/v1/sources', { body })),
    get: (id: string): Promise<Schemas['Source']> => answerOf(raw.GET('/v1/sources/{id}', at(id))),
    list,
    all: everyItem(list),
    replace: (id: string, body: Schemas['NewSource']): Promise<Schemas['Source']> =>
      answerOf(raw.PUT('/v1/sources/{id}', { ...at(id), body })),
    /** Changes what is given; the rest stays. */
    change: (id: string, body: Schemas['SourceChange']): Promise<Schemas['Source']> =>
      answerOf(raw.PATCH('/v1/sources/{id}', { ...at(id), body })),
    remove: async (id: string): Promise<void> => {
      await answerOf(raw.DELETE('/v1/sources/{id}', at(id)))
    },
    /** Another secret; the former one is worth nothing from then on. */
    renewSecret: (id: string): Promise<Schemas['SourceWithSecret']> =>
      answerOf(raw.POST('/v1/sources/{id}/secret', at(id))),
  }
}
