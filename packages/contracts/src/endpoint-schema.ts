import {
  endpointLimits,
  isCredentialHeader,
  notifiableKinds,
  redactReceiverUrl,
  type StoredEndpoint,
  shownSecret,
  type WebhookEndpoint,
  webhookDialects,
} from '@tapedeck/domain'
import { z } from 'zod'
import { endpointHeadersSchema } from './endpoint-headers.ts'
import { endpointSecretProblem } from './endpoint-secret.ts'
import { notifyUrlSchema, tagSchema } from './notification-schema.ts'
import { domainNameSchema } from './stream-name-schema.ts'

const { overlapSeconds } = endpointLimits

/** A list that asks for one of its entries; empty would ask for nothing that there is. */
const oneOf = <T extends z.ZodType<string>>(entry: T, max: number) =>
  z
    .array(entry)
    .min(1)
    .max(max)
    .transform((entries) => [...new Set(entries)])

const filterSchema = z.strictObject({
  templateIds: oneOf(z.string().min(1).max(64), endpointLimits.filterEntries).optional(),
  domains: oneOf(domainNameSchema, endpointLimits.filterEntries).optional(),
  tags: oneOf(tagSchema, endpointLimits.filterEntries).optional(),
})

/** Fields of an endpoint as they are sent. */
export const endpointFields = {
  name: z.string().min(1).max(endpointLimits.nameLength).optional(),
  url: notifyUrlSchema.describe('Where events are posted. Shown without its credentials'),
  events: oneOf(z.enum(notifiableKinds), notifiableKinds.length)
    .optional()
    .describe('Which kinds of events; all when absent'),
  filter: filterSchema
    .optional()
    .describe('Of which recordings: one of each list that is given. All when absent'),
  dialect: z
    .enum(webhookDialects)
    .optional()
    .describe('standard when absent. It cannot be changed'),
  headers: endpointHeadersSchema.optional().describe('Sent with every request'),
  isEnabled: z.boolean().optional().describe('A disabled endpoint is told nothing'),
}

type Settings = { url: string; headers?: Record<string, string> | undefined }

const refuseTwoCredentials = ({ url, headers }: Settings, ctx: z.RefinementCtx): void => {
  const hasHeader = Object.keys(headers ?? {}).some(
    (name) => name.toLowerCase() === 'authorization',
  )
  if (!hasHeader || !URL.canParse(url)) return
  const { username, password } = new URL(url)
  if (username !== '' || password !== '')
    ctx.addIssue({
      code: 'custom',
      path: ['headers', 'authorization'],
      message: 'cannot be beside a user in the url',
    })
}

/** A receiver of events without its secret. */
export const endpointSettingsSchema = z
  .strictObject(endpointFields)
  .superRefine(refuseTwoCredentials)
  .meta({ id: 'EndpointSettingsInput' })
export type EndpointSettingsInput = z.infer<typeof endpointSettingsSchema>

/** A receiver of events as it is registered. */
export const endpointSchema = z
  .strictObject({
    ...endpointFields,
    secret: z
      .string()
      .max(128)
      .nullable()
      .optional()
      .describe('One that you bring along; a new one when absent. Null: unsigned, for aliyun-*'),
  })
  .superRefine((value, ctx) => {
    refuseTwoCredentials(value, ctx)
    const { secret, dialect = 'standard' } = value
    const message = secret === undefined ? null : endpointSecretProblem(dialect, secret)
    if (message !== null) ctx.addIssue({ code: 'custom', path: ['secret'], message })
  })
  .meta({ id: 'EndpointInput' })

/** Fills every default in. */
export const toEndpoint = (input: EndpointSettingsInput): WebhookEndpoint => ({
  name: input.name ?? null,
  url: input.url,
  events: input.events ?? null,
  filter: {
    templateIds: input.filter?.templateIds ?? null,
    domains: input.filter?.domains ?? null,
    tags: input.filter?.tags ?? null,
  },
  dialect: input.dialect ?? 'standard',
  headers: input.headers ?? {},
  isEnabled: input.isEnabled ?? true,
})

/** Asks for another secret. */
export const renewEndpointSecretSchema = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(overlapSeconds.min)
      .max(overlapSeconds.max)
      .optional()
      .describe(
        `How long the former one goes on signing beside it; ${overlapSeconds.default} when absent`,
      ),
    secret: z.string().max(128).optional().describe('One that you bring along'),
  })
  .meta({ id: 'RenewEndpointSecretInput' })

/** An endpoint as it is shown: no secret, no credential of its URL or headers. */
export const endpointViewSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    url: z.string().describe('User, values of the query and names like keys are left out'),
    events: z.array(z.enum(notifiableKinds)).nullable(),
    filter: z.object({
      templateIds: z.array(z.string()).nullable(),
      domains: z.array(z.string()).nullable(),
      tags: z.array(z.string()).nullable(),
    }),
    dialect: z.enum(webhookDialects),
    headers: z
      .record(z.string(), z.string())
      .describe('*** for what looks like a credential; none while they cannot be read'),
    isEnabled: z.boolean(),
    isSecretReadable: z
      .boolean()
      .describe(
        'False: a secret or the headers were sealed with another master key. Deliveries wait until the secret is renewed and the endpoint replaced',
      ),
    disabled: z
      .object({ at: z.iso.datetime(), detail: z.string() })
      .nullable()
      .describe('Why Tapedeck itself disabled it'),
    secrets: z
      .array(
        z.object({
          id: z.string(),
          createdAt: z.iso.datetime(),
          expiresAt: z.iso.datetime().nullable().describe('When it stops to sign'),
        }),
      )
      .describe('Newest first'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Endpoint' })
export type EndpointView = z.infer<typeof endpointViewSchema>

/** An endpoint with its newest secret, which is shown this once. */
export const endpointWithSecretSchema = endpointViewSchema
  .extend({ secret: z.string().nullable().describe('Shown this once; null when it is unsigned') })
  .meta({ id: 'EndpointWithSecret' })
export type EndpointWithSecretView = z.infer<typeof endpointWithSecretSchema>

const iso = (ms: number): string => new Date(ms).toISOString()

/** A stored endpoint as the API shows it. */
export const toEndpointView = (endpoint: StoredEndpoint): EndpointView => ({
  id: endpoint.id,
  name: endpoint.name,
  url: redactReceiverUrl(endpoint.url),
  events: endpoint.events,
  filter: endpoint.filter,
  dialect: endpoint.dialect,
  headers: Object.fromEntries(
    Object.entries(endpoint.headers ?? {}).map(([name, value]) => [
      name,
      isCredentialHeader(name, value) ? shownSecret : value,
    ]),
  ),
  isEnabled: endpoint.isEnabled,
  isSecretReadable: endpoint.unreadable === undefined,
  disabled: endpoint.disabled && {
    at: iso(endpoint.disabled.atMs),
    detail: endpoint.disabled.detail,
  },
  secrets: endpoint.secrets.map(({ id, createdAtMs, expiresAtMs }) => ({
    id,
    createdAt: iso(createdAtMs),
    expiresAt: expiresAtMs === null ? null : iso(expiresAtMs),
  })),
  createdAt: iso(endpoint.createdAtMs),
  updatedAt: iso(endpoint.updatedAtMs),
})
