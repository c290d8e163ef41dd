import { z } from 'zod'
import { codecOfName } from '../codec-name.ts'
import type { PublishedStream, ServerStreams } from '../ingest-event.ts'
import { entriesOf, listField, type ServerQuestion } from '../server-question.ts'
import { idField, nameField } from '../stream-fields.ts'
import { askJson } from './ask-json.ts'
import { type SrsPublishers, withDomains } from './publisher-domains.ts'
import { domainOfVhost } from './srs-domain.ts'

const streamsPerPage = 1000
const maxPages = 10

const pageSchema = z.object({ code: z.literal(0), streams: listField })

const streamSchema = z.object({
  name: nameField,
  app: nameField,
  /** `<vhost>/<app>/<stream>`, without the vhost when it is the default one. */
  url: z.string().max(1024),
  publish: z.object({ active: z.boolean(), cid: idField.optional() }),
  video: z.object({ codec: z.string() }).nullish(),
})
type SrsStream = z.infer<typeof streamSchema>

const toPublished = ({ name, app, url, publish, video }: SrsStream): PublishedStream => ({
  domain: domainOfVhost(url.split('/')[0]),
  app,
  stream: name,
  hasExactName: true,
  publicationId: publish.cid ?? null,
  codec: codecOfName(video?.codec),
  // recv_30s counts the sound as well
  videoKbps: null,
})

const streamsPath = '/api/v1/streams'

/** The settings may name the list of streams itself. */
const originOf = (poll: ServerQuestion['poll']): ServerQuestion['poll'] => ({
  ...poll,
  url: poll.url.replace(/\/api\/v1\/streams\/?$/, ''),
})

const listStreams = async (question: ServerQuestion): Promise<ServerStreams> => {
  const streams: PublishedStream[] = []
  for (let page = 0; page < maxPages; page += 1) {
    const query = { start: String(page * streamsPerPage), count: String(streamsPerPage) }
    const answer = await askJson(question, pageSchema, streamsPath, query)
    const active = entriesOf(streamSchema, answer.streams).filter(({ publish }) => publish.active)
    streams.push(...active.map(toPublished))
    if (answer.streams.length < streamsPerPage) return { streams, isComplete: true }
  }
  return { streams, isComplete: false }
}

/**
 * Streams that SRS says are published. Its publisher's id is the `client_id` of the notification.
 *
 * Read in ossrs/srs, version 7.0.18: fields as
 * trunk/src/app/srs_app_statistic.cpp writes them, `start` and `count` as srs_app_http_api.cpp reads them.
 * @param publishers their domains, where the source says none; kept for its later polls
 * @throws Error when SRS cannot be asked
 */
export const askSrs = async (
  question: ServerQuestion,
  sourceId: string,
  publishers: SrsPublishers,
): Promise<ServerStreams> => {
  const { streams, isComplete } = await listStreams(question)
  if (question.domain !== null) return { streams, isComplete }
  const server = { ...question, poll: originOf(question.poll) }
  return { streams: await withDomains(server, streams, sourceId, publishers), isComplete }
}
