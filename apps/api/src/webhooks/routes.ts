import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { endpointActionRoutes } from './endpoint-action-routes.ts'
import { endpointRoutes } from './endpoint-routes.ts'

/** Receivers of webhooks, what they are sent, and what they need. */
export const webhookRoutes = (api: ApiServer, context: ApiContext): void => {
  endpointRoutes(api, context)
  endpointActionRoutes(api, context)
  deliveryRoutes(api, context)
  api.get(
    '/webhooks/signing-secret',
    {
      config: { showsSecrets: true },
      schema: {
        operationId: 'getSigningSecret',
        summary: 'Get the secret with which webhooks to a notifyUrl are signed',
        description:
          'Receivers verify the signature as Standard Webhooks has it. Registered endpoints have secrets of their own.',
        tags: ['webhooks'],
        querystring: z.strictObject({}),
        response: { 200: z.object({ secret: z.string() }), ...apiProblems() },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { secret: context.config.webhookSecret.reveal() }
    },
  )
}
