import {
  changedDomain,
  type DomainChange,
  type DomainSettingsInput,
  domainChangeSchema,
  domainNameSchema,
  domainSchema,
  domainSettingsSchema,
  domainViewSchema,
  TapedeckError,
  toDomain,
  toDomainView,
} from '@tapedeck/contracts'
import type { StoredDomain, StreamDomain } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { assertReceivers } from '../webhooks/accepted-receiver.ts'

const tags = ['domains']
const params = z.strictObject({ name: domainNameSchema })
const noQuery = z.strictObject({})
const writeErrors = [...bodyErrors, 'WEBHOOK_ADDRESS_REFUSED'] as const

const found = (domain: StoredDomain | null, name: string): StoredDomain => {
  if (domain === null)
    throw new TapedeckError('DOMAIN_NOT_FOUND', { detail: `There is no domain "${name}".` })
  return domain
}

/** @throws TapedeckError WEBHOOK_ADDRESS_REFUSED */
const assertReachable = (context: ApiContext, settings: DomainChange): void =>
  assertReceivers(
    context,
    { field: 'notifyUrl', url: settings.notifyUrl },
    { field: 'onDemand.url', url: settings.onDemand?.url },
  )

/** @throws TapedeckError WEBHOOK_ADDRESS_REFUSED */
const acceptedDomain = (
  context: ApiContext,
  name: string,
  settings: DomainSettingsInput,
): StreamDomain => {
  assertReachable(context, settings)
  return toDomain(name, settings)
}

const writeRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.post(
    '/domains',
    {
      schema: {
        operationId: 'createDomain',
        summary: 'Create a domain',
        tags,
        querystring: noQuery,
        body: domainSchema,
        response: { 201: domainViewSchema, ...apiProblems(...writeErrors, 'DOMAIN_EXISTS') },
      },
    },
    async ({ body: { name, ...settings } }, reply) => {
      const stored = await store.domains.create(acceptedDomain(context, name, settings))
      if (stored === null)
        throw new TapedeckError('DOMAIN_EXISTS', {
          detail: `There is a domain "${name}".`,
          problems: [{ field: 'name', message: 'is taken' }],
        })
      return reply
        .code(201)
        .header('location', `/v1/domains/${stored.name}`)
        .send(toDomainView(stored))
    },
  )
  api.put(
    '/domains/:name',
    {
      schema: {
        operationId: 'replaceDomain',
        summary: 'Replace what is set for a domain',
        description:
          'The name stays. Recordings that were begun before go on pulling from where they pull.',
        tags,
        params,
        querystring: noQuery,
        body: domainSettingsSchema,
        response: { 200: domainViewSchema, ...apiProblems(...writeErrors, 'DOMAIN_NOT_FOUND') },
      },
    },
    async ({ params: { name }, body }) =>
      toDomainView(
        found(await store.domains.replace(name, acceptedDomain(context, name, body)), name),
      ),
  )
  api.delete(
    '/domains/:name',
    {
      schema: {
        operationId: 'deleteDomain',
        summary: 'Delete a domain',
        description: 'A domain that rules or ingest sources name stays.',
        tags,
        params,
        querystring: noQuery,
        response: {
          204: noContent('Deleted'),
          ...apiProblems('DOMAIN_NOT_FOUND', 'DOMAIN_IN_USE'),
        },
      },
    },
    async ({ params: { name } }, reply) => {
      const outcome = await store.domains.remove(name)
      if (outcome === 'missing') found(null, name)
      if (outcome === 'in_use')
        throw new TapedeckError('DOMAIN_IN_USE', {
          detail: `Rules or ingest sources name the domain "${name}".`,
        })
      return reply.code(204).send(null)
    },
  )
}

const changeRoute = (api: ApiServer, context: ApiContext): void => {
  api.patch(
    '/domains/:name',
    {
      schema: {
        operationId: 'changeDomain',
        summary: 'Change some settings of a domain',
        description:
          'What is absent stays, what is not shown of its URLs included. Recordings that were begun before go on pulling from where they pull.',
        tags,
        params,
        querystring: noQuery,
        body: domainChangeSchema,
        response: { 200: domainViewSchema, ...apiProblems(...writeErrors, 'DOMAIN_NOT_FOUND') },
      },
    },
    async ({ params: { name }, body }) => {
      assertReachable(context, body)
      const changed = await context.store.domains.change(name, (known) =>
        changedDomain(known, body),
      )
      return toDomainView(found(changed, name))
    },
  )
}

const readRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/domains',
    {
      schema: {
        operationId: 'listDomains',
        summary: 'List the domains',
        tags,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(domainViewSchema), ...apiProblems() },
      },
    },
    async ({ query }) => {
      const page = await store.domains.list({ limit: query.limit, cursor: query.cursor ?? null })
      return { items: page.items.map(toDomainView), nextCursor: page.nextCursor }
    },
  )
  api.get(
    '/domains/:name',
    {
      schema: {
        operationId: 'getDomain',
        summary: 'Get a domain',
        tags,
        params,
        querystring: noQuery,
        response: { 200: domainViewSchema, ...apiProblems('DOMAIN_NOT_FOUND') },
      },
    },
    async ({ params: { name } }) => toDomainView(found(await store.domains.get(name), name)),
  )
}

/** Streaming domains: where their streams are pulled from. */
export const domainRoutes = (api: ApiServer, context: ApiContext): void => {
  writeRoutes(api, context)
  changeRoute(api, context)
  readRoutes(api, context)
}
