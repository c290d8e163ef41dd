import type { ClientParts } from '../client-parts.ts'
import type { Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'

/** Who records. */
export const recordersOf = ({ raw }: ClientParts) => {
  const byId = (id: string) => ({ params: { path: { id } } })
  return {
    /** All that show signs of life. */
    list: async (): Promise<Schemas['Recorder'][]> => {
      const { items } = await answerOf(raw.GET('/v1/recorders'))
      return items
    },
    /** It takes nothing more and hands over what it records; its process lives on. */
    drain: (id: string): Promise<Schemas['Recorder']> =>
      answerOf(raw.POST('/v1/recorders/{id}/drain', byId(id))),
    /** A drained recorder takes recordings again. */
    resume: (id: string): Promise<Schemas['Recorder']> =>
      answerOf(raw.POST('/v1/recorders/{id}/resume', byId(id))),
  }
}
