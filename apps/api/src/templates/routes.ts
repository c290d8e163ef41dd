import {
  changedTemplate,
  TapedeckError,
  templateChangeSchema,
  templateSchema,
  templateViewSchema,
  toTemplate,
  toTemplateView,
} from '@tapedeck/contracts'
import type { StoredTemplate } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { assertStorageConfigured } from '../recordings/accepted-storage.ts'
import { assertReceivers } from '../webhooks/accepted-receiver.ts'

const tags = ['templates']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})

const found = (template: StoredTemplate | null, id: string): StoredTemplate => {
  if (template === null)
    throw new TapedeckError('TEMPLATE_NOT_FOUND', { detail: `There is no template "${id}".` })
  return template
}

const writeErrors = [...bodyErrors, 'WEBHOOK_ADDRESS_REFUSED', 'STORAGE_NOT_CONFIGURED'] as const

const writeRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.post(
    '/templates',
    {
      schema: {
        operationId: 'createTemplate',
        summary: 'Create a template',
        tags,
        querystring: noQuery,
        body: templateSchema,
        response: { 201: templateViewSchema, ...apiProblems(...writeErrors) },
      },
    },
    async (request, reply) => {
      assertReceivers(context, { field: 'notifyUrl', url: request.body.notifyUrl })
      const template = toTemplate(request.body)
      await assertStorageConfigured(context, template)
      const stored = await store.templates.create(template)
      return reply
        .code(201)
        .header('location', `/v1/templates/${stored.id}`)
        .send(toTemplateView(stored))
    },
  )
  api.put(
    '/templates/:id',
    {
      schema: {
        operationId: 'replaceTemplate',
        summary: 'Replace a template',
        description:
          'Recordings that were accepted before, and streams that are live, keep the old one.',
        tags,
        params,
        querystring: noQuery,
        body: templateSchema,
        response: {
          200: templateViewSchema,
          ...apiProblems(...writeErrors, 'TEMPLATE_NOT_FOUND'),
        },
      },
    },
    async ({ params: { id }, body }) => {
      assertReceivers(context, { field: 'notifyUrl', url: body.notifyUrl })
      const template = toTemplate(body)
      await assertStorageConfigured(context, template)
      return toTemplateView(found(await store.templates.replace(id, template), id))
    },
  )
  api.delete(
    '/templates/:id',
    {
      schema: {
        operationId: 'deleteTemplate',
        summary: 'Delete a template',
        description: 'Recordings that were accepted before keep their copy.',
        tags,
        params,
        querystring: noQuery,
        response: {
          204: noContent('Deleted'),
          ...apiProblems('TEMPLATE_NOT_FOUND', 'TEMPLATE_IN_USE'),
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const outcome = await store.templates.remove(id)
      if (outcome === 'missing') found(null, id)
      if (outcome === 'in_use')
        throw new TapedeckError('TEMPLATE_IN_USE', {
          detail: `Rules name the template "${id}": change or delete them first.`,
        })
      return reply.code(204).send(null)
    },
  )
}

const changeRoute = (api: ApiServer, context: ApiContext): void => {
  const { templates } = context.store
  api.patch(
    '/templates/:id',
    {
      schema: {
        operationId: 'changeTemplate',
        summary: 'Change some settings of a template',
        description:
          'What is absent stays, what is not shown of its URL included. Recordings that were accepted before, and streams that are live, keep the old one.',
        tags,
        params,
        querystring: noQuery,
        body: templateChangeSchema,
        response: {
          200: templateViewSchema,
          ...apiProblems(...writeErrors, 'TEMPLATE_NOT_FOUND'),
        },
      },
    },
    async ({ params: { id }, body }) => {
      assertReceivers(context, { field: 'notifyUrl', url: body.notifyUrl })
      const wanted = changedTemplate(found(await templates.get(id), id), body)
      await assertStorageConfigured(context, wanted)
      const changed = await templates.change(id, (known) => changedTemplate(known, body))
      return toTemplateView(found(changed, id))
    },
  )
}

const readRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/templates',
    {
      schema: {
        operationId: 'listTemplates',
        summary: 'List the templates, newest first',
        tags,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(templateViewSchema), ...apiProblems() },
      },
    },
    async ({ query }) => {
      const page = await store.templates.list({ limit: query.limit, cursor: query.cursor ?? null })
      return { items: page.items.map(toTemplateView), nextCursor: page.nextCursor }
    },
  )
  api.get(
    '/templates/:id',
    {
      schema: {
        operationId: 'getTemplate',
        summary: 'Get a template',
        tags,
        params,
        querystring: noQuery,
        response: { 200: templateViewSchema, ...apiProblems('TEMPLATE_NOT_FOUND') },
      },
    },
    async ({ params: { id } }) => toTemplateView(found(await store.templates.get(id), id)),
  )
}

/** How to record. Recordings keep their own copy of a template, so changes reach only later ones. */
export const templateRoutes = (api: ApiServer, context: ApiContext): void => {
  writeRoutes(api, context)
  changeRoute(api, context)
  readRoutes(api, context)
}
