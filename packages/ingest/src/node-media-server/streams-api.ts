import { z } from 'zod'
import { codecOfFlvId } from '../codec-name.ts'
import type { PublishedStream, ServerStreams } from '../ingest-event.ts'
import type { ServerAnswer } from '../server-client.ts'
import {
  apiUrl,
  entriesOf,
  jsonAnswer,
  listField,
  type ServerQuestion,
} from '../server-question.ts'
import { idField, nameField } from '../stream-fields.ts'

const loginSchema = z.object({ data: z.object({ token: z.string().min(1).max(8192) }) })

const pageSchema = z.object({ data: z.object({ streams: listField }) })

const streamSchema = z.object({
  app: nameField,
  name: nameField,
  /** `reconnecting` after the publisher left, for 30 s. */
  status: z.literal('publishing'),
  publisher: z.object({ id: idField, videoCodec: z.unknown() }),
})

const streamsPath = '/api/v1/streams'

const apiOf = (url: string): string => url.replace(/\/api\/v1\/streams\/?$/, '')

const toPublished = ({ app, name, publisher }: z.infer<typeof streamSchema>): PublishedStream => ({
  domain: null,
  app,
  stream: name,
  hasExactName: true,
  publicationId: publisher.id,
  codec: codecOfFlvId(publisher.videoCodec),
  videoKbps: null,
})

const logIn = async ({ client, poll, signal }: ServerQuestion): Promise<string> => {
  const answer = await client.ask({
    url: apiUrl(apiOf(poll.url), '/api/v1/login'),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: poll.user ?? '', password: poll.password ?? '' }),
    signal,
  })
  return jsonAnswer(loginSchema, answer).data.token
}

const list = ({ client, poll, signal }: ServerQuestion, token: string): Promise<ServerAnswer> =>
  client.ask({
    url: apiUrl(apiOf(poll.url), streamsPath),
    headers: { authorization: `Bearer ${token}` },
    signal,
  })

/** Tokens by source; the server bounds how often one may log in. */
export type NodeMediaServerTokens = Map<string, string>

/**
 * Streams that Node-Media-Server 4 says are published. Its publisher's id is the `id` of the notification; it names no
 * domain. Logs in with the source's user when it has no token that works.
 *
 * node-media-server 4.4.3: src/routers/api.js, src/api/handlers/streams.js (list), src/api/handlers/auth.js (token),
 * src/api/middleware/login_rate_limit.js.
 * @throws Error when it cannot be asked
 */
export const askNodeMediaServer = async (
  question: ServerQuestion,
  sourceId: string,
  tokens: NodeMediaServerTokens,
): Promise<ServerStreams> => {
  const known = tokens.get(sourceId)
  let answer = known === undefined ? null : await list(question, known)
  if (answer === null || answer.status === 401) {
    tokens.delete(sourceId)
    const token = await logIn(question)
    tokens.set(sourceId, token)
    answer = await list(question, token)
  }
  const { data } = jsonAnswer(pageSchema, answer)
  return { streams: entriesOf(streamSchema, data.streams).map(toPublished), isComplete: true }
}
