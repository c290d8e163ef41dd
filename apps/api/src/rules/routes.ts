import {
  domainNameSchema,
  patternPartSchema,
  ruleChangeSchema,
  ruleSchema,
  ruleViewSchema,
  streamNameFields,
  toRuleView,
} from '@tapedeck/contracts'
import type { StoredRule } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { levelOf, matchReason, ruleMatchSchema } from './match-rules.ts'
import { acceptedRule, changeRule, foundRule, removeRule, writtenRule } from './write-rule.ts'

const tags = ['rules']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})

const writeErrors = [
  ...bodyErrors,
  'DOMAIN_NOT_FOUND',
  'TEMPLATE_NOT_FOUND',
  'WEBHOOK_ADDRESS_REFUSED',
  'RULE_EXISTS',
  'STORAGE_NOT_CONFIGURED',
] as const

const show = async ({ store }: ApiContext, rule: StoredRule) =>
  toRuleView(rule, (await store.rules.executing(rule.id, 1)).length > 0)

const writeRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.post(
    '/rules',
    {
      schema: {
        operationId: 'createRule',
        summary: 'Create a rule',
        description:
          'The most specific enabled rule wins: one that names the stream, then one that names the application, then one for the domain. It takes effect at the next publish of a stream.',
        tags,
        querystring: noQuery,
        body: ruleSchema,
        response: { 201: ruleViewSchema, ...apiProblems(...writeErrors) },
      },
    },
    async ({ body }, reply) => {
      const write = await store.rules.create(await acceptedRule(context, body))
      const rule = writtenRule(write, body, '')
      return reply
        .code(201)
        .header('location', `/v1/rules/${rule.id}`)
        .send(toRuleView(rule, false))
    },
  )
  api.put(
    '/rules/:id',
    {
      schema: {
        operationId: 'replaceRule',
        summary: 'Replace a rule',
        description:
          'Streams that are live keep the rule as it was until they are published again.',
        tags,
        params,
        querystring: noQuery,
        body: ruleSchema,
        response: { 200: ruleViewSchema, ...apiProblems(...writeErrors, 'RULE_NOT_FOUND') },
      },
    },
    async ({ params: { id }, body }) => {
      const write = await store.rules.replace(id, await acceptedRule(context, body))
      return show(context, writtenRule(write, body, id))
    },
  )
  api.delete(
    '/rules/:id',
    {
      schema: {
        operationId: 'deleteRule',
        summary: 'Delete a rule',
        description: 'A rule by which a stream is recorded stays.',
        tags,
        params,
        querystring: noQuery,
        response: {
          204: noContent('Deleted'),
          ...apiProblems('RULE_NOT_FOUND', 'RULE_EXECUTING'),
        },
      },
    },
    async ({ params: { id } }, reply) => {
      await removeRule(context, id)
      return reply.code(204).send(null)
    },
  )
}

const changeRoute = (api: ApiServer, context: ApiContext): void => {
  api.patch(
    '/rules/:id',
    {
      schema: {
        operationId: 'changeRule',
        summary: 'Change some settings of a rule',
        description:
          'What is absent stays, what is not shown of its URLs included. Streams that are live keep the rule as it was.',
        tags,
        params,
        querystring: noQuery,
        body: ruleChangeSchema,
        response: { 200: ruleViewSchema, ...apiProblems(...writeErrors, 'RULE_NOT_FOUND') },
      },
    },
    async ({ params: { id }, body }) => show(context, await changeRule(context, id, body)),
  )
}

const listQuery = z.strictObject({
  ...pageQuery,
  domain: domainNameSchema.optional(),
  app: patternPartSchema.optional(),
  stream: patternPartSchema.optional(),
  templateId: z.string().min(1).max(64).optional(),
})

const readRoutes = (api: ApiServer, context: ApiContext): void => {
  const { store } = context
  api.get(
    '/rules',
    {
      schema: {
        operationId: 'listRules',
        summary: 'List the rules, newest first',
        description: 'A page may hold fewer than `limit` and yet have a next one.',
        tags,
        querystring: listQuery,
        response: { 200: pageOf(ruleViewSchema), ...apiProblems() },
      },
    },
    async ({ query: { limit, cursor = null, ...wanted } }) => {
      const { domain = null, app = null, stream = null, templateId = null } = wanted
      const filter = { domain, app, stream, templateId }
      const page = await store.rules.list(filter, { limit, cursor })
      const items = await Promise.all(page.items.map((rule) => show(context, rule)))
      return { items, nextCursor: page.nextCursor }
    },
  )
  api.get(
    '/rules/match',
    {
      schema: {
        operationId: 'matchRules',
        summary: 'Tell which rule would be in force for a stream',
        description: 'What is live already keeps the rule of its publication.',
        tags,
        querystring: z.strictObject(streamNameFields),
        response: { 200: ruleMatchSchema, ...apiProblems() },
      },
    },
    async ({ query }) => {
      const [rules, domain] = await Promise.all([
        store.rules.matching(query),
        store.domains.get(query.domain),
      ])
      const matches = await Promise.all(
        rules.map(async (rule) => ({ level: levelOf(rule), rule: await show(context, rule) })),
      )
      const winner = rules[0] ?? null
      return {
        stream: query,
        winner: winner?.id ?? null,
        reason: matchReason(query, domain !== null, winner),
        matches,
      }
    },
  )
  api.get(
    '/rules/:id',
    {
      schema: {
        operationId: 'getRule',
        summary: 'Get a rule',
        tags,
        params,
        querystring: noQuery,
        response: { 200: ruleViewSchema, ...apiProblems('RULE_NOT_FOUND') },
      },
    },
    async ({ params: { id } }) => show(context, foundRule(await store.rules.get(id), id)),
  )
}

/** Which streams are recorded, how, and when. */
export const ruleRoutes = (api: ApiServer, context: ApiContext): void => {
  writeRoutes(api, context)
  changeRoute(api, context)
  readRoutes(api, context)
}
