import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

type Query = QueryOf<'/v1/storages'>
/** Whether it is tried by writing a small object into its bucket; it is unless that is forbidden. */
type Trial = { check?: boolean }

/** S3 storages besides the configured one. */
export const storagesOf = ({ raw }: ClientParts) => {
  const at = (name: string) => ({ params: { path: { name } } })
  const trialOf = ({ check = true }: Trial) => ({ check: check ? 'true' : 'false' }) as const
  const list = (query: Query = {}): Promise<Page<Schemas['RegisteredStorage']>> =>
    answerOf(raw.GET('/v1/storages', { params: { query } }))
  return {
    create: (
      body: Schemas['NewStorage'],
      trial: Trial = {},
    ): Promise<Schemas['RegisteredStorage']> =>
      answerOf(raw.POST('/v1/storages', { params: { query: trialOf(trial) }, body })),
    get: (name: string): Promise<Schemas['RegisteredStorage']> =>
      answerOf(raw.GET('/v1/storages/{name}', at(name))),
    list,
    all: everyItem(list),
    replace: (
      name: string,
      body: Schemas['StorageSettings'],
      trial: Trial = {},
    ): Promise<Schemas['RegisteredStorage']> =>
      answerOf(
        raw.PUT('/v1/storages/{name}', { params: { path: { name }, query: trialOf(trial) }, body }),
      ),
    remove: async (name: string): Promise<void> => {
      await answerOf(raw.DELETE('/v1/storages/{name}', at(name)))
    },
  }
}
