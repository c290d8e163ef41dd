import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/api-keys'>

/** Keys of this API: who may look, and who may act. */
export const apiKeysOf = ({ raw }: ClientParts) => {
  const list = (query: Query = {}): Promise<Page<Schemas['ApiKey']>> =>
    answerOf(raw.GET('/v1/api-keys', { params: { query } }))
  return {
    /** The answer holds the key, which is not shown again. Not sent again when no answer came. */
    create: (body: Schemas['NewApiKey']): Promise<Schemas['ApiKeyWithSecret']> =>
      answerOf(raw.POST('/v1/api-keys', { body })),
    list,
    all: everyItem(list),
    /** Whoever has the key can do nothing with it from then on. */
    remove: async (id: string): Promise<void> => {
      await answerOf(raw.DELETE('/v1/api-keys/{id}', { params: { path: { id } } }))
    },
  }
}
