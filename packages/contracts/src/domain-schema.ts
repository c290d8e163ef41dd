import {
  type OnDemandCallback,
  onDemandLimits,
  pullUrlProblems,
  type StreamDomain,
  shownSecret,
} from '@tapedeck/domain'
import { z } from 'zod'
import { notifyUrlSchema } from './notification-schema.ts'
import { domainNameSchema } from './stream-name-schema.ts'

const pullUrlPatternSchema = z
  .string()
  .superRefine((value, ctx) => {
    for (const message of pullUrlProblems(value)) ctx.addIssue({ code: 'custom', message })
    if (value.includes(shownSecret))
      ctx.addIssue({
        code: 'custom',
        message: 'is an address as it is shown, its secrets left out: send the whole one',
      })
  })
  .describe(
    'Where streams are pulled from: an rtmp(s) URL with {stream}, and {app} and {domain} where needed. Each value is filled in percent-encoded',
  )

const { timeoutMs, retries } = onDemandLimits

/** Whom to ask whether a stream shall be recorded. */
export const onDemandSchema = z
  .strictObject({
    url: notifyUrlSchema,
    timeoutMs: z.int().min(timeoutMs.min).max(timeoutMs.max).optional(),
    retries: z.int().min(retries.min).max(retries.max).optional(),
    onFailure: z
      .enum(['skip', 'record'])
      .optional()
      .describe('When nobody answers: the stream is not recorded (skip), or as the rule says'),
  })
  .meta({ id: 'OnDemand' })
export type OnDemandInput = z.infer<typeof onDemandSchema>

/** Everything about a domain but its name. */
export const domainSettingsSchema = z
  .strictObject({
    pullUrlPattern: pullUrlPatternSchema,
    renditions: z
      .enum(['make', 'pull'])
      .optional()
      .describe('make: recorders encode renditions. pull: the origin has them as {stream}_{name}'),
    onDemand: onDemandSchema.optional().describe('For rules of mode on-demand that name none'),
    notifyUrl: notifyUrlSchema
      .optional()
      .describe('Receives events of streams and of recordings whose template names no receiver'),
  })
  .meta({ id: 'DomainSettingsInput' })
export type DomainSettingsInput = z.infer<typeof domainSettingsSchema>

/** A domain as it is sent. */
export const domainSchema = domainSettingsSchema
  .extend({ name: domainNameSchema })
  .meta({ id: 'DomainInput' })

/** Fills every default in. */
export const toOnDemandCallback = (input: OnDemandInput | undefined): OnDemandCallback | null =>
  input === undefined
    ? null
    : {
        url: input.url,
        timeoutMs: input.timeoutMs ?? timeoutMs.default,
        retries: input.retries ?? retries.default,
        onFailure: input.onFailure ?? 'skip',
      }

/** Fills every default in. */
export const toDomain = (name: string, input: DomainSettingsInput): StreamDomain => ({
  name,
  pullUrlPattern: input.pullUrlPattern,
  renditions: input.renditions ?? 'make',
  onDemand: toOnDemandCallback(input.onDemand),
  notifyUrl: input.notifyUrl ?? null,
})

/** An on-demand callback as it is answered. */
export const onDemandViewSchema = z.object({
  url: z.string(),
  timeoutMs: z.int(),
  retries: z.int(),
  onFailure: z.enum(['skip', 'record']),
})

/** A domain as it is answered. What may be a key in its pull URL is redacted. */
export const domainViewSchema = z
  .object({
    name: z.string(),
    pullUrlPattern: z.string().describe('User, query and names in the last segment are redacted'),
    renditions: z.enum(['make', 'pull']),
    onDemand: onDemandViewSchema.nullable(),
    notifyUrl: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Domain' })
export type DomainView = z.infer<typeof domainViewSchema>
