import { type IngestSource, ingestKinds, type StoredSource } from '@tapedeck/domain'
import { z } from 'zod'
import { domainNameSchema } from './stream-name-schema.ts'

/** Seconds between two polls. */
export const pollIntervalSeconds = { min: 2, max: 3600 } as const

const pollUrlProblem = (value: string): string | null => {
  if (!URL.canParse(value)) return 'must be a URL'
  const url = new URL(value)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must be http:// or https://'
  if (url.username !== '' || url.password !== '')
    return 'must not hold credentials: give user and password'
  return url.search === '' && url.hash === '' ? null : 'must have neither query nor fragment'
}

const pollSchema = z.strictObject({
  url: z
    .string()
    .max(2048)
    .superRefine((value, ctx) => {
      const message = pollUrlProblem(value)
      if (message !== null) ctx.addIssue({ code: 'custom', message })
    })
    .describe("The server's API; for nginx-rtmp the page of rtmp_stat"),
  intervalSeconds: z
    .int()
    .min(pollIntervalSeconds.min)
    .max(pollIntervalSeconds.max)
    .optional()
    .describe('5 when absent'),
  user: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[^:]*$/, 'must not contain ":"')
    .optional(),
  password: z.string().min(1).max(512).optional().describe('Never shown'),
})

/** Kinds of which no notification names a domain. */
const withoutDomain: ReadonlySet<string> = new Set(['mediamtx', 'node-media-server'])

type Problem = { path: string[]; message: string }

const sourceProblems = ({
  kind,
  domain,
  poll,
}: {
  kind: string
  domain?: string | undefined
  poll?: { user?: string | undefined; password?: string | undefined } | undefined
}): Problem[] => {
  const problems: Problem[] = []
  if (domain === undefined && withoutDomain.has(kind))
    problems.push({ path: ['domain'], message: `is required: ${kind} names none` })
  if (poll === undefined) return problems
  if (kind === 'generic')
    problems.push({ path: ['poll'], message: 'is not for generic: there is no API to ask' })
  if (kind === 'node-media-server' && poll.user === undefined)
    problems.push({ path: ['poll', 'user'], message: 'is required: its API needs a login' })
  if (poll.password !== undefined && poll.user === undefined)
    problems.push({ path: ['poll', 'user'], message: 'is required with a password' })
  return problems
}

/** Fields of a source. */
export const sourceFields = {
  name: z.string().min(1).max(128),
  kind: z.enum(ingestKinds),
  domain: domainNameSchema,
  poll: pollSchema,
}

/** A media server that tells of its streams, as it is sent. */
export const sourceSchema = z
  .strictObject({
    ...sourceFields,
    domain: sourceFields.domain
      .optional()
      .describe('The domain of its streams; what notifications say (vhost, tcUrl) when absent'),
    poll: sourceFields.poll
      .optional()
      .describe('Asks the server itself, so that a lost notification loses nothing'),
  })
  .superRefine((value, ctx) => {
    for (const problem of sourceProblems(value)) ctx.addIssue({ code: 'custom', ...problem })
  })
  .meta({ id: 'SourceInput' })
export type SourceInput = z.infer<typeof sourceSchema>

const defaultIntervalSeconds = 5

/** A source as it is stored, its defaults filled in. */
export const toSource = ({ name, kind, domain, poll }: SourceInput): IngestSource => ({
  name,
  kind,
  domain: domain ?? null,
  poll:
    poll === undefined
      ? null
      : {
          url: poll.url,
          intervalSeconds: poll.intervalSeconds ?? defaultIntervalSeconds,
          user: poll.user ?? null,
          password: poll.password ?? null,
        },
})

/** A source as it is shown. */
export const sourceViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(ingestKinds),
    domain: z.string().nullable(),
    poll: z
      .object({
        url: z.string(),
        intervalSeconds: z.int(),
        user: z.string().nullable(),
        hasPassword: z.boolean(),
      })
      .nullable(),
    ingestPath: z.string().describe('Where the server posts; docs/ingest.md says how'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Source' })
export type SourceView = z.infer<typeof sourceViewSchema>

/** A source with its secret, which is shown this once. */
export const sourceWithSecretSchema = sourceViewSchema
  .extend({
    secret: z.string().describe('Shown this once'),
  })
  .meta({ id: 'SourceWithSecret' })
export type SourceWithSecretView = z.infer<typeof sourceWithSecretSchema>

export const toSourceView = (source: StoredSource): SourceView => ({
  id: source.id,
  name: source.name,
  kind: source.kind,
  domain: source.domain,
  poll: source.poll && {
    url: source.poll.url,
    intervalSeconds: source.poll.intervalSeconds,
    user: source.poll.user,
    hasPassword: source.poll.password !== null,
  },
  ingestPath: `/v1/ingest/${source.kind}?source=${source.id}`,
  createdAt: new Date(source.createdAtMs).toISOString(),
  updatedAt: new Date(source.updatedAtMs).toISOString(),
})
