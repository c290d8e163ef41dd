import { eventLogPageSchema, isBefore, logCursorSchema, TapedeckError } from '@tapedeck/contracts'
import { notifiableKinds } from '@tapedeck/domain'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'
import { followLog } from './follow-log.ts'
import { type LogPage, type LogQuery, readLog } from './read-log.ts'

/** Readers that wait at the same time, each a connection and a timer. */
const maxWaiting = 1000
const maxWaitSeconds = 30
/** The place before everything. */
const beginning = '0-0'

/** `kinds=a&kinds=b` and `kinds=a,b` mean the same. */
const asList = (value: unknown): unknown => (typeof value === 'string' ? value.split(',') : value)

const querySchema = z.strictObject({
  cursor: logCursorSchema
    .optional()
    .describe('After which place: `nextCursor` of the page before, or Unix milliseconds'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(maxWaitSeconds)
    .default(0)
    .describe('Seconds to wait for an event while there is none'),
  kinds: z
    .preprocess(asList, z.array(z.enum(notifiableKinds)).min(1).max(notifiableKinds.length))
    .optional(),
})

/** Follows the log for as many readers as there is room for. */
const createFollower = (context: ApiContext) => {
  const { closing, metrics } = context
  let waiting = 0
  metrics.gauge({
    name: 'tapedeck_event_log_readers',
    help: 'Readers that wait for events of the log',
    collect() {
      this.set(waiting)
    },
  })
  metrics
    .gauge({
      name: 'tapedeck_max_event_log_readers',
      help: 'Most readers that may wait for events of the log at once',
    })
    .set(maxWaiting)
  return async (reply: FastifyReply, query: LogQuery, waitMs: number): Promise<LogPage> => {
    if (waiting >= maxWaiting)
      throw new TapedeckError('SERVICE_BUSY', { detail: 'Too many readers wait for events.' })
    waiting++
    const gone = new AbortController()
    const leave = (): void => gone.abort()
    reply.raw.once('close', leave)
    try {
      return await followLog(context, query, waitMs, AbortSignal.any([gone.signal, closing]))
    } finally {
      waiting--
      reply.raw.off('close', leave)
    }
  }
}

/** The log of all events, for those who would rather ask than be told. */
export const eventLogRoutes = (api: ApiServer, context: ApiContext): void => {
  const { eventLog } = context.store
  const follow = createFollower(context)
  const hasMissed = async (cursor: string | undefined): Promise<boolean> => {
    if (cursor === undefined || cursor === beginning) return false
    const [oldest] = await eventLog.list(null, 1)
    return oldest !== undefined && isBefore(cursor, oldest.entryId)
  }
  api.get(
    '/events',
    {
      schema: {
        operationId: 'listEvents',
        summary: 'Read the log of all events, oldest first',
        description:
          'Go on with `nextCursor`, which is always there. A page of some `kinds` may hold no event and yet not be the last. The log keeps a million events, for seven days.',
        tags: ['events'],
        querystring: querySchema,
        response: { 200: eventLogPageSchema, ...apiProblems('SERVICE_BUSY') },
      },
    },
    async ({ query: { cursor, limit, wait, kinds } }, reply) => {
      const query = { afterId: cursor ?? beginning, limit, kinds: kinds ?? null }
      const hasMissedSome = await hasMissed(cursor)
      const page =
        wait === 0 ? await readLog(eventLog, query) : await follow(reply, query, wait * 1000)
      // a closing API waits for its connections
      if (context.closing.aborted) reply.header('connection', 'close')
      // as they are stored: a version before may have told less
      return reply
        .type('application/json')
        .serializer(JSON.stringify)
        .send({ items: page.events, nextCursor: page.nextId, hasMissed: hasMissedSome })
    },
  )
}
