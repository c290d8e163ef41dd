import { once } from 'node:events'
import { liveSnapshotSchema, TapedeckError } from '@tapedeck/contracts'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { eventStreamHeaders, maxEventStreamMs, wantsJson } from '../event-stream-answer.ts'
import { apiProblems } from '../openapi/answers.ts'
import { createLiveFeed } from './live-feed.ts'
import { takeSnapshot } from './take-snapshot.ts'

/** Readers at the same time, each a connection. */
const maxReaders = 500

const createStreamer = (context: ApiContext) => {
  const { closing, metrics, logger } = context
  const feed = createLiveFeed({
    take: () => takeSnapshot(context),
    closing,
    onError: (err) => logger.warn({ err }, 'what is live could not be read'),
    monotonic: () => performance.now(),
  })
  metrics.gauge({
    name: 'tapedeck_live_readers',
    help: 'Readers that follow what is live',
    collect() {
      this.set(feed.readers)
    },
  })
  metrics
    .gauge({ name: 'tapedeck_max_live_readers', help: 'Most readers of what is live at once' })
    .set(maxReaders)
  const stream = async (reply: FastifyReply): Promise<void> => {
    if (feed.readers >= maxReaders || closing.aborted)
      throw new TapedeckError('SERVICE_BUSY', { detail: 'Too many readers follow what is live.' })
    const response = reply.raw
    reply.hijack()
    response.writeHead(200, eventStreamHeaders)
    response.write('retry: 2000\n\n')
    const leave = feed.add(response)
    try {
      const signal = AbortSignal.any([closing, AbortSignal.timeout(maxEventStreamMs)])
      if (!response.closed) await once(response, 'close', { signal }).catch(() => undefined)
    } finally {
      leave()
      response.end()
    }
  }
  return { current: feed.current, stream }
}

/** What is live and what records, with moving figures. */
export const liveRoutes = (api: ApiServer, context: ApiContext): void => {
  const { current, stream } = createStreamer(context)
  api.get(
    '/live',
    {
      schema: {
        operationId: 'followLive',
        summary: 'Follow what is live and what records',
        description:
          'Server-sent events: a `snapshot` about once a second. The stream ends after ten minutes at the latest; come again. With `Accept: application/json` one snapshot.',
        tags: ['streams'],
        querystring: z.strictObject({}),
        response: {
          200: {
            description: 'Snapshots',
            content: {
              'text/event-stream': { schema: z.string() },
              'application/json': { schema: liveSnapshotSchema },
            },
          },
          ...apiProblems('SERVICE_BUSY'),
        },
      },
    },
    async (request, reply) => {
      if (wantsJson(request))
        return reply
          .type('application/json')
          .header('cache-control', 'no-store')
          .serializer((text: string) => text)
          .send(await current())
      await stream(reply)
      return reply
    },
  )
}
