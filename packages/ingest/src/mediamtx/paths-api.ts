import { z } from 'zod'
import { codecOfName } from '../codec-name.ts'
import type { PublishedStream, ServerStreams } from '../ingest-event.ts'
import { basicAuthorization } from '../server-client.ts'
import {
  apiUrl,
  entriesOf,
  jsonAnswer,
  listField,
  type ServerQuestion,
} from '../server-question.ts'
import { streamOfPath } from './stream-of-path.ts'

const pathsPerPage = 1000
const maxPages = 10

const pageSchema = z.object({ pageCount: z.int().min(0), items: listField })

const pathSchema = z.object({
  name: z.string().max(512),
  /** Absent before the state `available` was split in two. */
  online: z.boolean().optional(),
  /** Absent before it was renamed. */
  available: z.boolean().optional(),
  ready: z.boolean().optional(),
  source: z.object({ id: z.string().max(256) }).nullish(),
  tracks: z.array(z.string()).nullish(),
})
type Path = z.infer<typeof pathSchema>

const isPublished = ({ online, available, ready }: Path): boolean =>
  online ?? available ?? ready ?? false

const toPublished = (path: Path): PublishedStream[] => {
  const stream = streamOfPath(path.name)
  if (stream === null || !isPublished(path)) return []
  return [
    {
      domain: null,
      ...stream,
      hasExactName: true,
      // sources that MediaMTX pulls itself have none
      publicationId: path.source?.id || null,
      codec: (path.tracks ?? []).map(codecOfName).find((codec) => codec !== null) ?? null,
      videoKbps: null,
    },
  ]
}

/**
 * Paths that MediaMTX says are published. `source.id` is the MTX_SOURCE_ID of its hooks; it names no domain.
 *
 * Read in bluenviron/mediamtx at 3e09466c: api/openapi.yaml, "pathsList".
 * @throws Error when MediaMTX cannot be asked
 */
export const askMediaMtx = async (question: ServerQuestion): Promise<ServerStreams> => {
  const { client, poll, signal } = question
  const headers = basicAuthorization(poll.user, poll.password)
  const streams: PublishedStream[] = []
  for (let page = 0; page < maxPages; page += 1) {
    const query = { itemsPerPage: String(pathsPerPage), page: String(page) }
    const url = apiUrl(poll.url, '/v3/paths/list', query)
    const answer = jsonAnswer(pageSchema, await client.ask({ url, headers, signal }))
    streams.push(...entriesOf(pathSchema, answer.items).flatMap(toPublished))
    if (page + 1 >= answer.pageCount) return { streams, isComplete: true }
  }
  return { streams, isComplete: false }
}
