import { isTapedeckError } from '@tapedeck/contracts'
import { ingestKinds, type StoredSource } from '@tapedeck/domain'
import {
  type IngestEvent,
  type NotificationFormat,
  notificationFormats,
  type RawNotification,
} from '@tapedeck/ingest'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { problemAnswers } from '../openapi/answers.ts'
import { authenticateSource } from './authenticate-source.ts'
import { type CountNotification, createIngestMetrics } from './ingest-metrics.ts'
import { createNotificationTaker, loggedError } from './notification-taker.ts'

/** Largest notification in bytes: servers send a few hundred. */
const maxNotificationBytes = 256 * 1024

const kindSchema = z.enum(ingestKinds)
const params = z.strictObject({ kind: kindSchema })

const querystring = z.looseObject({
  source: z.string().describe('Id of the source'),
  secret: z
    .string()
    .optional()
    .describe('Its secret, for servers that can send no Authorization header'),
})

/** Who sent each request; by it, what was checked before the body was read is known after. */
const senders = new WeakMap<FastifyRequest, StoredSource>()

const formatOf = (request: FastifyRequest): NotificationFormat | null => {
  const kind = kindSchema.safeParse((request.params as { kind?: unknown }).kind)
  return kind.success ? notificationFormats[kind.data] : null
}

const answer = (
  reply: FastifyReply,
  { answer: { status, contentType, body } }: NotificationFormat,
) => reply.code(status).type(contentType).serializer(String).send(body)

const isOurs = (error: unknown): boolean =>
  !isTapedeckError(error) || error.facts.blame === 'service'

/** Bodies are read as text, whatever they say they are. */
const readTextBodies = (api: ApiServer): void => {
  api.removeAllContentTypeParsers()
  api.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: maxNotificationBytes },
    (_request, body, done) => done(null, body),
  )
}

/** Checks who sends, before the body is read. When that cannot be known now, no publisher is dropped for it. */
const checkSenders = (api: ApiServer, { store }: ApiContext, count: CountNotification): void => {
  api.addHook('onRequest', async (request, reply) => {
    const format = formatOf(request)
    // the validation answers
    if (format === null) return undefined
    try {
      senders.set(request, await authenticateSource(store.sources, request, format.kind))
    } catch (error) {
      count(format.kind, isOurs(error) ? 'failed' : 'denied')
      if (!isOurs(error) || !format.dropsPublishers) throw error
      const facts = { kind: format.kind, error: loggedError(error) }
      request.log.error(facts, 'nobody knows who sends a notification; polls have to tell')
      return answer(reply, format)
    }
    return undefined
  })
}

const notificationOf = (request: FastifyRequest): RawNotification => {
  const { source: _source, secret: _secret, ...query } = request.query as Record<string, unknown>
  return {
    contentType: request.headers['content-type'] ?? null,
    body: typeof request.body === 'string' ? request.body : '',
    query,
  }
}

/** Null for what is not understood, from a server that would drop its publisher if it were told so. */
const eventOf = (
  format: NotificationFormat,
  request: FastifyRequest,
  count: CountNotification,
): IngestEvent | null => {
  try {
    return format.parse(notificationOf(request))
  } catch (error) {
    count(format.kind, isOurs(error) ? 'failed' : 'invalid')
    if (!format.dropsPublishers) throw error
    const facts = { kind: format.kind, error: loggedError(error) }
    request.log.warn(facts, 'a notification is not understood; it is answered and left')
    return null
  }
}

/** What media servers tell of their streams. Not under the API's key: each source has a secret of its own. */
export const ingestRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store, control, clock } = context
  const count = createIngestMetrics(context.metrics)
  const taker = createNotificationTaker({ streams: store.streams, control, clock }, count)
  readTextBodies(api)
  checkSenders(api, context, count)
  api.addHook('onClose', () => taker.settle())
  api.post(
    '/ingest/:kind',
    {
      schema: {
        operationId: 'notifyIngest',
        summary: 'Tell that a stream was published or ended, as a media server does',
        description:
          'Takes the notifications of SRS, nginx-rtmp, MediaMTX and Node-Media-Server in their own formats, and a generic one: {"event": "publish" or "unpublish", "app", "stream", "domain", "id", "codec", "videoKbps", "args"}. Authenticated by the secret of the source: "secret" in the query, a bearer token, or the password of Basic authentication. Servers that would drop their publisher at an error are answered as they like it.',
        tags: ['sources'],
        security: [],
        params,
        querystring,
        response: {
          200: z.string().describe('As the server expects it'),
          ...problemAnswers([
            'INPUT_INVALID',
            'INGEST_DENIED',
            'BODY_TOO_LARGE',
            'REDIS_UNAVAILABLE',
            'SERVICE_BUG',
          ]),
        },
      },
    },
    async (request, reply) => {
      const format = notificationFormats[request.params.kind]
      const source = senders.get(request)
      if (source === undefined) throw new Error('a notification came past its authentication')
      const event = eventOf(format, request, count)
      if (event !== null) await taker.take(format, source, event, request.log)
      return answer(reply, format)
    },
  )
}
