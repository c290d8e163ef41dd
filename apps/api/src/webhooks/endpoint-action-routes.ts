import {
  deliveryViewSchema,
  endpointReplayResultSchema,
  endpointReplaySchema,
  endpointSecretProblem,
  endpointWithSecretSchema,
  renewEndpointSecretSchema,
  TapedeckError,
  toDeliveryView,
  toEndpointView,
} from '@tapedeck/contracts'
import { endpointLimits, type WebhookDialect } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { enabledEndpoint, foundEndpoint } from './find-endpoint.ts'
import { newEndpointSecret } from './new-secret.ts'
import { replayToEndpoint } from './replay-to-endpoint.ts'
import { sendTest } from './send-test.ts'

const tags = ['webhooks']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})

/** @throws TapedeckError INPUT_INVALID when the dialect does not have such a secret, or none at all */
const secretFor = (
  { randomBytes }: ApiContext,
  dialect: WebhookDialect,
  brought: string | undefined,
): string => {
  const message = endpointSecretProblem(dialect, brought ?? '')
  if (brought !== undefined && message !== null)
    throw new TapedeckError('INPUT_INVALID', {
      detail: `secret: ${message}`,
      problems: [{ field: 'secret', message }],
    })
  const secret = brought ?? newEndpointSecret(dialect, randomBytes)
  if (secret === null)
    throw new TapedeckError('INPUT_INVALID', {
      detail: `The dialect ${dialect} has no signatures, hence no secret.`,
    })
  return secret
}

const secretRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.post(
    '/webhooks/endpoints/:id/secret',
    {
      schema: {
        operationId: 'renewEndpointSecret',
        summary: 'Give a receiver of events another secret',
        description:
          'The former one goes on signing beside it for `overlapSeconds` (dialects of aliyun have one signature: theirs changes at once). The new one is not shown again.',
        tags,
        params,
        querystring: noQuery,
        body: renewEndpointSecretSchema.nullable(),
        response: {
          200: endpointWithSecretSchema,
          ...apiProblems(...bodyErrors, 'ENDPOINT_NOT_FOUND'),
        },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const { dialect } = foundEndpoint(await store.endpoints.get(id), id)
      const secret = secretFor(context, dialect, body?.secret)
      const overlapSeconds = body?.overlapSeconds ?? endpointLimits.overlapSeconds.default
      const formerExpiresAtMs = context.clock() + overlapSeconds * 1000
      const renewed = await store.endpoints.renewSecret(id, secret, formerExpiresAtMs)
      reply.header('cache-control', 'no-store')
      return { ...toEndpointView(foundEndpoint(renewed, id)), secret }
    },
  )
}

/** What can be done with a registered receiver. */
export const endpointActionRoutes = (api: ApiServer, context: ApiContext): void => {
  secretRoutes(api, context)
  api.post(
    '/webhooks/endpoints/:id/test',
    {
      schema: {
        operationId: 'testEndpoint',
        summary: 'Send a receiver an event to try it out',
        description:
          'An event `endpoint.test` that belongs to nothing. What became of it is told by its delivery.',
        tags,
        params,
        querystring: noQuery,
        body: z.strictObject({}).nullable(),
        response: {
          202: deliveryViewSchema,
          ...apiProblems(...bodyErrors, 'ENDPOINT_NOT_FOUND', 'ENDPOINT_DISABLED'),
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const delivery = await sendTest(context, await enabledEndpoint(context, id))
      return reply
        .code(202)
        .header('location', `/v1/webhooks/deliveries/${delivery.id}`)
        .send(toDeliveryView(delivery))
    },
  )
  api.post(
    '/webhooks/endpoints/:id/replay',
    {
      schema: {
        operationId: 'replayToEndpoint',
        summary: 'Send a receiver the events of a time again',
        description:
          'Those of the log that the endpoint as it is now asks for, in order, with their ids. Each call looks at a bounded number: go on with `nextCursor`.',
        tags,
        params,
        querystring: noQuery,
        body: endpointReplaySchema,
        response: {
          202: endpointReplayResultSchema,
          ...apiProblems(...bodyErrors, 'ENDPOINT_NOT_FOUND', 'ENDPOINT_DISABLED'),
        },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const endpoint = await enabledEndpoint(context, id)
      const result = await replayToEndpoint(context, endpoint, {
        fromMs: Date.parse(body.from),
        toMs: body.to === undefined ? context.clock() : Date.parse(body.to),
        afterId: body.cursor ?? null,
      })
      return reply.code(202).send(result)
    },
  )
}
