import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/templates'>

/** How to record, and where to. */
export const templatesOf = ({ raw }: ClientParts) => {
  const at = (id: string) => ({ params: { path: { id } } })
  const list = (query: Query = {}): Promise<Page<Schemas['Template']>> =>
    answerOf(raw.GET('/v1/templates', { params: { query } }))
  return {
    create: (body: Schemas['NewTemplate']): Promise<Schemas['Template']> =>
      answerOf(raw.POST('/v1/templates', { body })),
    get: (id: string): Promise<Schemas['Template']> =>
      answerOf(raw.GET('/v1/templates/{id}', at(id))),
    list,
    all: everyItem(list),
    replace: (id: string, body: Schemas['NewTemplate']): Promise<Schemas['Template']> =>
      answerOf(raw.PUT('/v1/templates/{id}', { ...at(id), body })),
    /** Changes what is given; the rest stays. */
    change: (id: string, body: Schemas['TemplateChange']): Promise<Schemas['Template']> =>
      answerOf(raw.PATCH('/v1/templates/{id}', { ...at(id), body })),
    remove: async (id: string): Promise<void> => {
      await answerOf(raw.DELETE('/v1/templates/{id}', at(id)))
    },
  }
}
