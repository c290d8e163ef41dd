import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/domains'>

/** Streaming domains, and where their streams are pulled from. */
export const domainsOf = ({ raw }: ClientParts) => {
  const at = (name: string) => ({ params: { path: { name } } })
  const list = (query: Query = {}): Promise<Page<Schemas['Domain']>> =>
    answerOf(raw.GET('/v1/domains', { params: { query } }))
  return {
    create: (body: Schemas['NewDomain']): Promise<Schemas['Domain']> =>
      answerOf(raw.POST('/v1/domains', { body })),
    get: (name: string): Promise<Schemas['Domain']> =>
      answerOf(raw.GET('/v1/domains/{name}', at(name))),
    list,
    all: everyItem(list),
    replace: (name: string, body: Schemas['DomainSettings']): Promise<Schemas['Domain']> =>
      answerOf(raw.PUT('/v1/domains/{name}', { ...at(name), body })),
    /** Changes what is given; the rest stays. */
    change: (name: string, body: Schemas['DomainChange']): Promise<Schemas['Domain']> =>
      answerOf(raw.PATCH('/v1/domains/{name}', { ...at(name), body })),
    remove: async (name: string): Promise<void> => {
      await answerOf(raw.DELETE('/v1/domains/{name}', at(name)))
    },
  }
}
