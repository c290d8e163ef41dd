import {
  apiKeySchema,
  apiKeyViewSchema,
  apiKeyWithSecretSchema,
  sessionSchema,
  TapedeckError,
  toApiKeyView,
} from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { newApiKey } from './new-api-key.ts'

const tags = ['api-keys']
const noQuery = z.strictObject({})

const writeRoutes = (api: ApiServer, { store, randomBytes }: ApiContext): void => {
  api.post(
    '/api-keys',
    {
      schema: {
        operationId: 'createApiKey',
        summary: 'Create a key of this API',
        description: 'The key itself is only in this answer: a hash of it is kept.',
        tags,
        querystring: noQuery,
        body: apiKeySchema,
        response: { 201: apiKeyWithSecretSchema, ...apiProblems(...bodyErrors) },
      },
    },
    async ({ body }, reply) => {
      const { key, ...kept } = newApiKey(randomBytes)
      const result = await store.apiKeys.create({ ...kept, ...body })
      if (result.outcome === 'exists') throw new RangeError('a random id came twice')
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...toApiKeyView(result.key), key })
    },
  )
  api.delete(
    '/api-keys/:id',
    {
      schema: {
        operationId: 'deleteApiKey',
        summary: 'Delete a key of this API',
        description: 'It is refused from then on; what it follows ends within ten minutes.',
        tags,
        params: z.strictObject({ id: z.string() }),
        querystring: noQuery,
        response: { 204: noContent('Deleted'), ...apiProblems('API_KEY_NOT_FOUND') },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await store.apiKeys.remove(id)))
        throw new TapedeckError('API_KEY_NOT_FOUND', { detail: `There is no API key "${id}".` })
      return reply.code(204).send(null)
    },
  )
}

const readRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/api-keys',
    {
      schema: {
        operationId: 'listApiKeys',
        summary: 'List the keys of this API, newest first',
        description: 'TAPEDECK_API_KEY, the key of the first administrator, is not among them.',
        tags,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(apiKeyViewSchema), ...apiProblems() },
      },
    },
    async ({ query: { limit, cursor = null } }) => {
      const page = await store.apiKeys.list({ limit, cursor })
      return { items: page.items.map(toApiKeyView), nextCursor: page.nextCursor }
    },
  )
  api.get(
    '/session',
    {
      schema: {
        operationId: 'getSession',
        summary: 'Tell whose key this is, and what it may do',
        tags,
        querystring: noQuery,
        response: { 200: sessionSchema, ...apiProblems() },
      },
    },
    async ({ session }) => {
      if (session === null) throw new RangeError('a request came past the key')
      return session
    },
  )
}

/** Keys of this API. */
export const apiKeyRoutes = (api: ApiServer, context: ApiContext): void => {
  writeRoutes(api, context)
  readRoutes(api, context)
}
