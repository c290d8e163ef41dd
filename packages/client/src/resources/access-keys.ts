import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/access-keys'>

/** Keys with which clients of the foreign APIs sign. */
export const accessKeysOf = ({ raw }: ClientParts) => {
  const at = (id: string) => ({ params: { path: { id } } })
  const list = (query: Query = {}): Promise<Page<Schemas['AccessKey']>> =>
    answerOf(raw.GET('/v1/access-keys', { params: { query } }))
  return {
    create: (body: Schemas['NewAccessKey']): Promise<Schemas['AccessKeyWithSecret']> =>
      answerOf(raw.POST('/v1/access-keys', { body })),
    get: (id: string): Promise<Schemas['AccessKey']> =>
      answerOf(raw.GET('/v1/access-keys/{id}', at(id))),
    list,
    all: everyItem(list),
    replace: (id: string, body: Schemas['AccessKeySettings']): Promise<Schemas['AccessKey']> =>
      answerOf(raw.PUT('/v1/access-keys/{id}', { ...at(id), body })),
    remove: async (id: string): Promise<void> => {
      await answerOf(raw.DELETE('/v1/access-keys/{id}', at(id)))
    },
  }
}
