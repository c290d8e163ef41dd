import { TapedeckError } from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { problemAnswers } from '../openapi/answers.ts'

const okSchema = z.object({ status: z.literal('ok') })
const pingTimeoutMs = 2000

/** Redis answers in time, or the API is not ready. */
const assertReady = async ({ store, closing }: ApiContext): Promise<void> => {
  if (closing.aborted)
    throw new TapedeckError('SERVICE_BUSY', { detail: 'The API is shutting down.' })
  const timedOut = AbortSignal.timeout(pingTimeoutMs)
  const late = new Promise<never>((_, reject) => {
    timedOut.addEventListener('abort', () => reject(new TapedeckError('REDIS_UNAVAILABLE')), {
      once: true,
    })
  })
  await Promise.race([store.ping(), late])
}

/** What load balancers and Prometheus ask; no key is needed. */
export const healthRoutes = (api: ApiServer, context: ApiContext): void => {
  const { metrics } = context
  const tags = ['health']
  const security: [] = []
  api.get(
    '/healthz',
    {
      schema: {
        operationId: 'getHealth',
        summary: 'Tell whether the API is alive',
        tags,
        security,
        response: { 200: okSchema, ...problemAnswers(['SERVICE_BUG']) },
      },
    },
    async () => ({ status: 'ok' as const }),
  )
  api.get(
    '/readyz',
    {
      schema: {
        operationId: 'getReadiness',
        summary: 'Tell whether the API can serve requests',
        tags,
        security,
        response: {
          200: okSchema,
          ...problemAnswers(['REDIS_UNAVAILABLE', 'SERVICE_BUSY', 'SERVICE_BUG']),
        },
      },
    },
    async () => {
      await assertReady(context)
      return { status: 'ok' as const }
    },
  )
  api.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        summary: 'Get the figures of the API for Prometheus',
        tags,
        security,
        response: {
          200: { description: 'Text format', content: { 'text/plain': { schema: z.string() } } },
          ...problemAnswers(['SERVICE_BUG']),
        },
      },
    },
    async (_request, reply) =>
      reply
        .type(metrics.contentType)
        .serializer((text: string) => text)
        .send(await metrics.render()),
  )
}
