import {
  changedEndpoint,
  type EndpointSettingsInput,
  endpointChangeSchema,
  endpointSchema,
  endpointSettingsSchema,
  endpointViewSchema,
  endpointWithSecretSchema,
  TapedeckError,
  toEndpoint,
  toEndpointView,
} from '@tapedeck/contracts'
import type { StoredEndpoint, WebhookEndpoint } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { assertReceivers } from './accepted-receiver.ts'
import { foundEndpoint } from './find-endpoint.ts'
import { newEndpointSecret } from './new-secret.ts'

const tags = ['webhooks']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})
const writeErrors = [...bodyErrors, 'WEBHOOK_ADDRESS_REFUSED', 'SECRET_UNREADABLE'] as const

/** @throws TapedeckError WEBHOOK_ADDRESS_REFUSED */
const acceptedEndpoint = (context: ApiContext, input: EndpointSettingsInput): WebhookEndpoint => {
  assertReceivers(context, { field: 'url', url: input.url })
  return toEndpoint(input)
}

/** Its secrets are those of its dialect. */
const assertSameDialect = (stored: StoredEndpoint, wanted: WebhookEndpoint): void => {
  if (stored.dialect === wanted.dialect) return
  const message = `must stay ${stored.dialect}: make another endpoint`
  throw new TapedeckError('INPUT_INVALID', {
    detail: `dialect: ${message}`,
    problems: [{ field: 'dialect', message, allowed: [stored.dialect] }],
  })
}

const writeRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.post(
    '/webhooks/endpoints',
    {
      schema: {
        operationId: 'createEndpoint',
        summary: 'Register a receiver of events',
        description:
          'It is told of what happens from then on. The answer holds its secret, which is not shown again.',
        tags,
        querystring: noQuery,
        body: endpointSchema,
        response: { 201: endpointWithSecretSchema, ...apiProblems(...writeErrors) },
      },
    },
    async ({ body: { secret: brought, ...settings } }, reply) => {
      const endpoint = acceptedEndpoint(context, settings)
      const secret =
        brought === undefined ? newEndpointSecret(endpoint.dialect, context.randomBytes) : brought
      const stored = await store.endpoints.create(endpoint, secret)
      return reply
        .code(201)
        .header('location', `/v1/webhooks/endpoints/${stored.id}`)
        .header('cache-control', 'no-store')
        .send({ ...toEndpointView(stored), secret })
    },
  )
  api.put(
    '/webhooks/endpoints/:id',
    {
      schema: {
        operationId: 'replaceEndpoint',
        summary: 'Replace a receiver of events',
        description:
          'Its secrets stay. Its URL and headers are replaced like everything else: send them whole. Enabling it takes away why it was disabled.',
        tags,
        params,
        querystring: noQuery,
        body: endpointSettingsSchema,
        response: { 200: endpointViewSchema, ...apiProblems(...writeErrors, 'ENDPOINT_NOT_FOUND') },
      },
    },
    async ({ params: { id }, body }) => {
      const wanted = acceptedEndpoint(context, body)
      assertSameDialect(foundEndpoint(await store.endpoints.get(id), id), wanted)
      return toEndpointView(foundEndpoint(await store.endpoints.replace(id, wanted), id))
    },
  )
  api.delete(
    '/webhooks/endpoints/:id',
    {
      schema: {
        operationId: 'deleteEndpoint',
        summary: 'Delete a receiver of events',
        description: 'What was still to be sent to it is given up.',
        tags,
        params,
        querystring: noQuery,
        response: { 204: noContent('Deleted'), ...apiProblems('ENDPOINT_NOT_FOUND') },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await store.endpoints.remove(id))) foundEndpoint(null, id)
      return reply.code(204).send(null)
    },
  )
}

const changeRoute = (api: ApiServer, context: ApiContext): void => {
  api.patch(
    '/webhooks/endpoints/:id',
    {
      schema: {
        operationId: 'changeEndpoint',
        summary: 'Change some settings of a receiver of events',
        description:
          'What is absent stays, what is not shown of its URL and headers included. Enabling it takes away why it was disabled.',
        tags,
        params,
        querystring: noQuery,
        body: endpointChangeSchema,
        response: { 200: endpointViewSchema, ...apiProblems(...writeErrors, 'ENDPOINT_NOT_FOUND') },
      },
    },
    async ({ params: { id }, body }) => {
      assertReceivers(context, { field: 'url', url: body.url })
      const changed = await context.store.endpoints.change(id, (known) =>
        changedEndpoint(known, body),
      )
      return toEndpointView(foundEndpoint(changed, id))
    },
  )
}

const readRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/webhooks/endpoints',
    {
      schema: {
        operationId: 'listEndpoints',
        summary: 'List the receivers of events, newest first',
        tags,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(endpointViewSchema), ...apiProblems() },
      },
    },
    async ({ query: { limit, cursor = null } }) => {
      const page = await store.endpoints.list({ limit, cursor })
      return { items: page.items.map(toEndpointView), nextCursor: page.nextCursor }
    },
  )
  api.get(
    '/webhooks/endpoints/:id',
    {
      schema: {
        operationId: 'getEndpoint',
        summary: 'Get a receiver of events',
        tags,
        params,
        querystring: noQuery,
        response: {
          200: endpointViewSchema,
          ...apiProblems('ENDPOINT_NOT_FOUND'),
        },
      },
    },
    async ({ params: { id } }) => toEndpointView(foundEndpoint(await store.endpoints.get(id), id)),
  )
}

/** Registered receivers of events. */
export const endpointRoutes = (api: ApiServer, context: ApiContext): void => {
  writeRoutes(api, context)
  changeRoute(api, context)
  readRoutes(api, context)
}
