import {
  changedSource,
  sourceChangeSchema,
  sourceSchema,
  sourceViewSchema,
  sourceWithSecretSchema,
  TapedeckError,
  toSource,
  toSourceView,
} from '@tapedeck/contracts'
import type { IngestSource } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { endPublications } from './end-publications.ts'

const tags = ['sources']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})

const found = <T>(source: T | null, id: string): T => {
  if (source === null)
    throw new TapedeckError('SOURCE_NOT_FOUND', { detail: `There is no source "${id}".` })
  return source
}

const writeErrors = [...bodyErrors, 'DOMAIN_NOT_FOUND'] as const

/** Streams of a domain that is not there would never be recorded. */
const assertDomain = async (
  { store }: ApiContext,
  { domain }: Pick<IngestSource, 'domain'>,
): Promise<void> => {
  if (domain !== null && (await store.domains.get(domain)) === null)
    throw new TapedeckError('DOMAIN_NOT_FOUND', {
      detail: `There is no domain "${domain}".`,
      problems: [{ field: 'domain', message: 'is not the name of a domain' }],
    })
}

const writeRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.post(
    '/sources',
    {
      schema: {
        operationId: 'createSource',
        summary: 'Create an ingest source: a media server that tells of its streams',
        description: 'The answer holds its secret, which is not shown again.',
        tags,
        querystring: noQuery,
        body: sourceSchema,
        response: { 201: sourceWithSecretSchema, ...apiProblems(...writeErrors) },
      },
    },
    async ({ body }, reply) => {
      const wanted = toSource(body)
      await assertDomain(context, wanted)
      const { source, secret } = await store.sources.create(wanted)
      return reply
        .code(201)
        .header('location', `/v1/sources/${source.id}`)
        .send({ ...toSourceView(source), secret })
    },
  )
  api.put(
    '/sources/:id',
    {
      schema: {
        operationId: 'replaceSource',
        summary: 'Replace an ingest source',
        description:
          'Its secret stays. The password of its poll is replaced like everything else: send it again, or change the rest alone (PATCH).',
        tags,
        params,
        querystring: noQuery,
        body: sourceSchema,
        response: { 200: sourceViewSchema, ...apiProblems(...writeErrors, 'SOURCE_NOT_FOUND') },
      },
    },
    async ({ params: { id }, body }) => {
      const wanted = toSource(body)
      await assertDomain(context, wanted)
      return toSourceView(found(await store.sources.replace(id, wanted), id))
    },
  )
}

const changeRoute = (api: ApiServer, context: ApiContext): void => {
  api.patch(
    '/sources/:id',
    {
      schema: {
        operationId: 'changeSource',
        summary: 'Change some settings of an ingest source',
        description: 'What is absent stays, the password of its poll included.',
        tags,
        params,
        querystring: noQuery,
        body: sourceChangeSchema,
        response: { 200: sourceViewSchema, ...apiProblems(...writeErrors, 'SOURCE_NOT_FOUND') },
      },
    },
    async ({ params: { id }, body }) => {
      await assertDomain(context, { domain: body.domain ?? null })
      const changed = await context.store.sources.change(id, (known) => changedSource(known, body))
      return toSourceView(found(changed, id))
    },
  )
}

const endRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.post(
    '/sources/:id/secret',
    {
      schema: {
        operationId: 'renewSourceSecret',
        summary: 'Give an ingest source another secret',
        description: 'The former one stops to work at once. It is not shown again.',
        tags,
        params,
        querystring: noQuery,
        response: { 200: sourceWithSecretSchema, ...apiProblems('SOURCE_NOT_FOUND') },
      },
    },
    async ({ params: { id } }) => {
      const { source, secret } = found(await store.sources.renewSecret(id), id)
      return { ...toSourceView(source), secret }
    },
  )
  api.delete(
    '/sources/:id',
    {
      schema: {
        operationId: 'deleteSource',
        summary: 'Delete an ingest source',
        description:
          'Its notifications are refused from then on. Streams that it told of count as ended: what a rule records of them goes on until they end, and is not begun anew.',
        tags,
        params,
        querystring: noQuery,
        response: { 204: noContent('Deleted'), ...apiProblems('SOURCE_NOT_FOUND') },
      },
    },
    async ({ params: { id } }, reply) => {
      found(await store.sources.get(id), id)
      await endPublications(context, id)
      if (!(await store.sources.remove(id))) found(null, id)
      return reply.code(204).send(null)
    },
  )
}

const readRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/sources',
    {
      schema: {
        operationId: 'listSources',
        summary: 'List the ingest sources, newest first',
        tags,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(sourceViewSchema), ...apiProblems() },
      },
    },
    async ({ query }) => {
      const page = await store.sources.list({ limit: query.limit, cursor: query.cursor ?? null })
      return { items: page.items.map(toSourceView), nextCursor: page.nextCursor }
    },
  )
  api.get(
    '/sources/:id',
    {
      schema: {
        operationId: 'getSource',
        summary: 'Get an ingest source',
        tags,
        params,
        querystring: noQuery,
        response: { 200: sourceViewSchema, ...apiProblems('SOURCE_NOT_FOUND') },
      },
    },
    async ({ params: { id } }) => toSourceView(found(await store.sources.get(id), id)),
  )
}

/** Media servers that tell of their streams. */
export const sourceRoutes = (api: ApiServer, context: ApiContext): void => {
  writeRoutes(api, context)
  changeRoute(api, context)
  readRoutes(api, context)
  endRoutes(api, context)
}
