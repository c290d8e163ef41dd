import { entryIdPattern, recordingEventSchema, TapedeckError } from '@tapedeck/contracts'
import { isFinal } from '@tapedeck/domain'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { eventStreamHeaders, maxEventStreamMs, wantsJson } from '../event-stream-answer.ts'
import { apiProblems } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { streamEvents } from './event-stream.ts'
import { findRecording } from './find-recording.ts'

/** Readers of event streams at the same time, each a connection and a timer. */
const maxStreams = 1000

const cursor = z.string().regex(entryIdPattern, 'must be the id of a former event')

const headers = z.looseObject({ 'last-event-id': cursor.optional() })

const createStreamer = (context: ApiContext) => {
  const { metrics, closing } = context
  let open = 0
  metrics.gauge({
    name: 'tapedeck_open_event_streams',
    help: 'Readers of event streams',
    collect() {
      this.set(open)
    },
  })
  metrics
    .gauge({ name: 'tapedeck_max_event_streams', help: 'Most readers of event streams at once' })
    .set(maxStreams)
  return async (request: FastifyRequest, reply: FastifyReply, id: string, after: string | null) => {
    if (open >= maxStreams || closing.aborted)
      throw new TapedeckError('SERVICE_BUSY', { detail: 'Too many event streams are open.' })
    open++
    const gone = new AbortController()
    const response = reply.raw
    response.on('close', () => gone.abort())
    reply.hijack()
    response.writeHead(200, eventStreamHeaders)
    const ended = AbortSignal.any([gone.signal, closing, AbortSignal.timeout(maxEventStreamMs)])
    try {
      response.write('retry: 2000\n\n')
      await streamEvents(context, { response, recordingId: id, ended }, after)
    } catch (err) {
      // the head is sent, so all that can be said is the end; the reader comes back with its last id
      if (!ended.aborted) request.log.warn({ err, recordingId: id }, 'an event stream broke off')
    } finally {
      open--
      response.end()
    }
  }
}

/** The events of a recording: live as server-sent events, or page by page as JSON. */
export const eventRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  const stream = createStreamer(context)
  api.get(
    '/recordings/:id/events',
    {
      schema: {
        operationId: 'streamEvents',
        summary: 'Follow the events of a recording',
        description:
          'Server-sent events from the first one on, or after `Last-Event-ID` (or `cursor`); the stream ends after the final event, and after ten minutes: come again with the last id. 204 tells that nothing more will come. With `Accept: application/json` a page of events.',
        tags: ['recordings'],
        params: z.strictObject({ id: z.string() }),
        headers,
        querystring: z.strictObject({ limit: pageQuery.limit, cursor: cursor.optional() }),
        response: {
          200: {
            description: 'Events',
            content: {
              'text/event-stream': { schema: z.string() },
              'application/json': { schema: pageOf(recordingEventSchema) },
            },
          },
          204: z.null().describe('The recording has ended and every event was read'),
          ...apiProblems('RECORDING_NOT_FOUND', 'SERVICE_BUSY'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { limit, cursor: afterCursor } = request.query
      const after = request.headers['last-event-id'] ?? afterCursor ?? null
      const recording = await findRecording(context, id)
      const entries = await store.events.list(id, after, limit)
      if (wantsJson(request)) {
        const nextCursor = entries.length < limit ? null : (entries.at(-1)?.entryId ?? null)
        return reply.send({ items: entries.map(({ event }) => event), nextCursor })
      }
      // an EventSource comes back after every end; 204 is how it is told to stay away
      if (entries.length === 0 && isFinal(recording.state)) return reply.code(204).send(null)
      await stream(request, reply, id, after)
      return reply
    },
  )
}
