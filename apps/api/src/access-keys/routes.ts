import {
  accessKeySchema,
  accessKeySettingsSchema,
  accessKeyViewSchema,
  accessKeyWithSecretSchema,
  TapedeckError,
  toAccessKeySettings,
  toAccessKeyView,
} from '@tapedeck/contracts'
import type { StoredAccessKey } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { newAccessKeyId, newAccessKeySecret } from './new-access-key.ts'

const tags = ['access-keys']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})

const found = (key: StoredAccessKey | null, id: string): StoredAccessKey => {
  if (key === null)
    throw new TapedeckError('ACCESS_KEY_NOT_FOUND', { detail: `There is no access key "${id}".` })
  return key
}

const writeRoutes = (api: ApiServer, { store, randomBytes }: ApiContext): void => {
  api.post(
    '/access-keys',
    {
      schema: {
        operationId: 'createAccessKey',
        summary: 'Create a key with which clients of the foreign APIs sign',
        description:
          'Bring id and secret of the former provider along, or have new ones made. The secret is not shown again.',
        tags,
        querystring: noQuery,
        body: accessKeySchema,
        response: {
          201: accessKeyWithSecretSchema,
          ...apiProblems(...bodyErrors, 'SECRET_UNREADABLE', 'ACCESS_KEY_EXISTS'),
        },
      },
    },
    async ({ body: { id = newAccessKeyId(randomBytes), secret, ...settings } }, reply) => {
      const result = await store.accessKeys.create({
        id,
        secret: secret ?? newAccessKeySecret(randomBytes),
        ...toAccessKeySettings(settings),
      })
      if (result.outcome === 'exists')
        throw new TapedeckError('ACCESS_KEY_EXISTS', {
          detail: `There is an access key "${id}".`,
          problems: [{ field: 'id', message: 'is taken' }],
        })
      return reply
        .code(201)
        .header('location', `/v1/access-keys/${result.key.id}`)
        .header('cache-control', 'no-store')
        .send({ ...toAccessKeyView(result.key), secret: result.key.secret })
    },
  )
  api.put(
    '/access-keys/:id',
    {
      schema: {
        operationId: 'replaceAccessKey',
        summary: 'Replace what an access key may do',
        description: 'Its id and secret stay.',
        tags,
        params,
        querystring: noQuery,
        body: accessKeySettingsSchema,
        response: {
          200: accessKeyViewSchema,
          ...apiProblems(...bodyErrors, 'ACCESS_KEY_NOT_FOUND'),
        },
      },
    },
    async ({ params: { id }, body }) =>
      toAccessKeyView(found(await store.accessKeys.update(id, toAccessKeySettings(body)), id)),
  )
  api.delete(
    '/access-keys/:id',
    {
      schema: {
        operationId: 'deleteAccessKey',
        summary: 'Delete an access key',
        tags,
        params,
        querystring: noQuery,
        response: { 204: noContent('Deleted'), ...apiProblems('ACCESS_KEY_NOT_FOUND') },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await store.accessKeys.remove(id))) found(null, id)
      return reply.code(204).send(null)
    },
  )
}

const readRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/access-keys',
    {
      schema: {
        operationId: 'listAccessKeys',
        summary: 'List the access keys, newest first',
        tags,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(accessKeyViewSchema), ...apiProblems() },
      },
    },
    async ({ query: { limit, cursor = null } }) => {
      const page = await store.accessKeys.list({ limit, cursor })
      return { items: page.items.map(toAccessKeyView), nextCursor: page.nextCursor }
    },
  )
  api.get(
    '/access-keys/:id',
    {
      schema: {
        operationId: 'getAccessKey',
        summary: 'Get an access key',
        tags,
        params,
        querystring: noQuery,
        response: {
          200: accessKeyViewSchema,
          ...apiProblems('ACCESS_KEY_NOT_FOUND'),
        },
      },
    },
    async ({ params: { id } }) => toAccessKeyView(found(await store.accessKeys.get(id), id)),
  )
}

/** Keys of clients of the foreign APIs. */
export const accessKeyRoutes = (api: ApiServer, context: ApiContext): void => {
  writeRoutes(api, context)
  readRoutes(api, context)
}
