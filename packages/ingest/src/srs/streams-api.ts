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
import { hostOfUrl, idField, nameField, urlField } from '../stream-fields.ts'
import { domainOfVhost } from './srs-domain.ts'

const streamsPerPage = 1000
const maxPages = 10
/** Publishers whose domain is asked for at a time; the others are told of at a later poll. */
const maxClientsAsked = 100

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

const clientSchema = z.object({
  code: z.literal(0),
  client: z.object({ tcUrl: urlField, publish: z.boolean() }),
})

const get = async <T>(
  { client, poll, signal }: ServerQuestion,
  schema: z.ZodType<T>,
  path: string,
  query: Record<string, string> = {},
): Promise<T> =>
  jsonAnswer(
    schema,
    await client.ask({
      url: apiUrl(poll.url, path, query),
      headers: basicAuthorization(poll.user, poll.password),
      signal,
    }),
  )

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

/** The host that a publisher called, as its notification said; a stream's own tcUrl is that of whoever came first. */
const domainOfClient = async (question: ServerQuestion, id: string): Promise<string | null> => {
  try {
    const path = `/api/v1/clients/${encodeURIComponent(id)}`
    const { client } = await get({ ...question, poll: originOf(question.poll) }, clientSchema, path)
    return hostOfUrl(client.tcUrl)
  } catch {
    // gone meanwhile: the next poll sees
    return null
  }
}

const streamsPath = '/api/v1/streams'

/** The settings may name the list of streams itself. */
const originOf = (poll: ServerQuestion['poll']): ServerQuestion['poll'] => ({
  ...poll,
  url: poll.url.replace(/\/api\/v1\/streams\/?$/, ''),
})

const withDomains = async (
  question: ServerQuestion,
  streams: PublishedStream[],
): Promise<PublishedStream[]> => {
  if (question.domain !== null) return streams
  const found: PublishedStream[] = []
  let asked = 0
  for (const stream of streams) {
    const { domain, publicationId } = stream
    const isAsked = domain === null && publicationId !== null && asked < maxClientsAsked
    if (isAsked) asked += 1
    found.push(
      isAsked ? { ...stream, domain: await domainOfClient(question, publicationId) } : stream,
    )
  }
  return found
}

/**
 * Streams that SRS says are published. Its publisher's id is the `client_id` of the notification.
 *
 * Read in ossrs/srs, version 7.0.18: fields as
 * trunk/src/app/srs_app_statistic.cpp writes them, `start` and `count` as srs_app_http_api.cpp reads them.
 * @throws Error when SRS cannot be asked
 */
export const askSrs = async (question: ServerQuestion): Promise<ServerStreams> => {
  const streams: PublishedStream[] = []
  for (let page = 0; page < maxPages; page += 1) {
    const query = { start: String(page * streamsPerPage), count: String(streamsPerPage) }
    const answer = await get(question, pageSchema, streamsPath, query)
    const active = entriesOf(streamSchema, answer.streams).filter(({ publish }) => publish.active)
    streams.push(...active.map(toPublished))
    if (answer.streams.length < streamsPerPage)
      return { streams: await withDomains(question, streams), isComplete: true }
  }
  return { streams: await withDomains(question, streams), isComplete: false }
}
