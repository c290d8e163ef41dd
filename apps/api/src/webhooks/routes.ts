import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'

/** What receivers of webhooks need. */
export const webhookRoutes = (api: ApiServer, { config }: ApiContext): void => {
  api.get(
    '/webhooks/signing-secret',
    {
      schema: {
        operationId: 'getSigningSecret',
        summary: 'Get the secret with which webhooks are signed',
        description: 'Receivers verify the signature as Standard Webhooks has it.',
        tags: ['webhooks'],
        querystring: z.strictObject({}),
        response: { 200: z.object({ secret: z.string() }), ...apiProblems() },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { secret: config.webhookSecret.reveal() }
    },
  )
}
