import {
  type RegisteredStorageChange,
  registeredStorageChangeSchema,
  registeredStorageSchema,
  registeredStorageViewSchema,
  TapedeckError,
  toRegisteredStorage,
  toRegisteredStorageView,
} from '@tapedeck/contracts'
import type { RegisteredStorage, StoredRegisteredStorage } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { assertRegistration } from './accepted-registration.ts'

const tags = ['storages']
const params = z.strictObject({ name: z.string() })
const noQuery = z.strictObject({})
const checkQuery = z.strictObject({
  check: z
    .enum(['true', 'false'])
    .default('true')
    .describe('Whether it is tried by writing a small object into its bucket'),
})

const writeErrors = [
  ...bodyErrors,
  'SECRET_UNREADABLE',
  'STORAGE_UNREACHABLE',
  'STORAGE_DENIED',
  'STORAGE_NOT_FOUND',
  'STORAGE_FAILED',
] as const

const found = (storage: StoredRegisteredStorage | null, name: string): StoredRegisteredStorage => {
  if (storage === null)
    throw new TapedeckError('REGISTERED_STORAGE_NOT_FOUND', {
      detail: `There is no storage of the name "${name}".`,
    })
  return storage
}

const secretRequired = (message: string): TapedeckError =>
  new TapedeckError('INPUT_INVALID', {
    detail: `secretAccessKey: ${message}`,
    problems: [{ field: 'secretAccessKey', message }],
  })

/** A change with the former secret when it brings none. A secret that cannot be read any more can be replaced. */
const replaced = async (
  { store }: ApiContext,
  name: string,
  change: RegisteredStorageChange,
): Promise<RegisteredStorage> => {
  const { secretAccessKey } = change
  if (secretAccessKey !== undefined)
    return toRegisteredStorage({ ...change, name, secretAccessKey })
  const former = found(await store.storages.get(name), name)
  if (change.accessKeyId !== former.accessKeyId)
    throw secretRequired('is required with another accessKeyId')
  if (former.secretAccessKey === null)
    throw secretRequired('is required, because the former one cannot be read')
  return toRegisteredStorage({ ...change, name, secretAccessKey: former.secretAccessKey })
}

const writeRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.post(
    '/storages',
    {
      schema: {
        operationId: 'createStorage',
        summary: 'Register an S3 storage, which templates and recordings then call by its name',
        tags,
        querystring: checkQuery,
        body: registeredStorageSchema,
        response: {
          201: registeredStorageViewSchema,
          ...apiProblems(...writeErrors, 'REGISTERED_STORAGE_EXISTS'),
        },
      },
    },
    async ({ body, query }, reply) => {
      const storage = toRegisteredStorage(body)
      const { name } = storage
      await assertRegistration(context, storage, { isChecked: query.check === 'true' })
      if ((await store.storages.create(storage)) === 'exists')
        throw new TapedeckError('REGISTERED_STORAGE_EXISTS', {
          detail: `There is a storage of the name "${name}".`,
          problems: [{ field: 'name', message: 'is the name of another storage' }],
        })
      return reply
        .code(201)
        .header('location', `/v1/storages/${name}`)
        .send(toRegisteredStorageView(found(await store.storages.get(name), name)))
    },
  )
  api.put(
    '/storages/:name',
    {
      schema: {
        operationId: 'replaceStorage',
        summary: 'Replace a registered storage',
        description:
          'Recordings that run use the new settings with their next requests. Another endpoint must lead to the same buckets: what was stored is looked for there.',
        tags,
        params,
        querystring: checkQuery,
        body: registeredStorageChangeSchema,
        response: {
          200: registeredStorageViewSchema,
          ...apiProblems(...writeErrors, 'REGISTERED_STORAGE_NOT_FOUND'),
        },
      },
    },
    async ({ params: { name }, body, query }) => {
      const storage = await replaced(context, name, body)
      await assertRegistration(context, storage, { isChecked: query.check === 'true' })
      return toRegisteredStorageView(found(await store.storages.replace(name, storage), name))
    },
  )
}

const removalRoute = (api: ApiServer, { store }: ApiContext): void => {
  api.delete(
    '/storages/:name',
    {
      schema: {
        operationId: 'deleteStorage',
        summary: 'Remove a registered storage that nothing needs',
        description:
          'What lies in it stays there. Files of finished recordings are listed without links from then on.',
        tags,
        params,
        querystring: noQuery,
        response: {
          204: noContent('Removed'),
          ...apiProblems('REGISTERED_STORAGE_NOT_FOUND', 'REGISTERED_STORAGE_IN_USE'),
        },
      },
    },
    async ({ params: { name } }, reply) => {
      const outcome = await store.storages.remove(name)
      if (outcome === 'missing') found(null, name)
      if (outcome === 'in_use')
        throw new TapedeckError('REGISTERED_STORAGE_IN_USE', {
          detail: `A template, a recording that runs, or a file that is still to be removed names the storage "${name}".`,
        })
      return reply.code(204).send(null)
    },
  )
}

const readRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/storages',
    {
      schema: {
        operationId: 'listStorages',
        summary: 'List the registered storages by their names',
        tags,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(registeredStorageViewSchema), ...apiProblems() },
      },
    },
    async ({ query: { limit, cursor = '' } }) => {
      const behind = (await store.storages.all()).filter(({ name }) => name > cursor)
      const items = behind.slice(0, limit).map(toRegisteredStorageView)
      const hasMore = behind.length > items.length
      return { items, nextCursor: hasMore ? (items.at(-1)?.name ?? null) : null }
    },
  )
  api.get(
    '/storages/:name',
    {
      schema: {
        operationId: 'getStorage',
        summary: 'Get a registered storage',
        tags,
        params,
        querystring: noQuery,
        response: {
          200: registeredStorageViewSchema,
          ...apiProblems('REGISTERED_STORAGE_NOT_FOUND'),
        },
      },
    },
    async ({ params: { name } }) =>
      toRegisteredStorageView(found(await store.storages.get(name), name)),
  )
}

/** S3 storages that users register besides the configured one. */
export const storageRoutes = (api: ApiServer, context: ApiContext): void => {
  writeRoutes(api, context)
  readRoutes(api, context)
  removalRoute(api, context)
}
