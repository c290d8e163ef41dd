import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'

export type StreamsQuery = QueryOf<'/v1/streams'>

/** Live streams, and commands to record them. */
export const streamsOf = ({ raw }: ClientParts) => {
  const list = (query: StreamsQuery = {}): Promise<Page<Schemas['Stream']>> =>
    answerOf(raw.GET('/v1/streams', { params: { query } }))
  const at = ({ domain, app, stream }: Schemas['StreamName']) => ({
    params: { path: { domain, app, stream } },
  })
  return {
    /** One page, ordered by name. */
    list,
    all: everyItem(list),
    get: (name: Schemas['StreamName']): Promise<Schemas['Stream']> =>
      answerOf(raw.GET('/v1/streams/{domain}/{app}/{stream}', at(name))),
    command: (
      name: Schemas['StreamName'],
      command: Schemas['StreamCommand']['command'],
    ): Promise<Schemas['Stream']> =>
      answerOf(
        raw.POST('/v1/streams/{domain}/{app}/{stream}/commands', {
          ...at(name),
          body: { command },
        }),
      ),
    /** Records live streams whatever the rules say; the answer tells what became of each. */
    recordNow: (body: Schemas['RecordStreams']): Promise<Schemas['RecordedStreams']> =>
      answerOf(raw.POST('/v1/streams/record', { body })),
  }
}
