import {
  type RecordingRule,
  type RecordingWindow,
  ruleLimits,
  ruleModes,
  type StoredRule,
} from '@tapedeck/domain'
import { z } from 'zod'
import { onDemandSchema, onDemandViewSchema, toOnDemandCallback } from './domain-schema.ts'
import { domainNameSchema, nullOfStar, patternPartSchema } from './stream-name-schema.ts'
import { templateBodySchema, templateSchema, toTemplate } from './template-schema.ts'
import { toOnDemandView, toTemplateBody } from './views.ts'

const timestamp = z.iso.datetime({ offset: true })
const dayMs = 24 * 3_600_000

const windowSchema = z
  .strictObject({ start: timestamp.optional(), end: timestamp.optional() })
  .superRefine(({ start, end }, ctx) => {
    if (start === undefined && end === undefined)
      ctx.addIssue({ code: 'custom', message: 'must have a start or an end' })
    if (start === undefined || end === undefined) return
    const lengthMs = Date.parse(end) - Date.parse(start)
    const refuse = (message: string) => ctx.addIssue({ code: 'custom', path: ['end'], message })
    if (lengthMs <= 0) refuse('must be after the start')
    if (lengthMs > ruleLimits.windowMs)
      refuse(`must be at most ${ruleLimits.windowMs / dayMs} days after the start`)
  })

const templateChoice = {
  templateId: z.string().min(1).max(64).optional(),
  template: templateSchema.optional(),
}

type TemplateChoice = { templateId?: string | undefined; template?: unknown }

const refuseTwoTemplates = (value: TemplateChoice, ctx: z.RefinementCtx): void => {
  if ((value.templateId === undefined) === (value.template === undefined))
    ctx.addIssue({
      code: 'custom',
      path: ['templateId'],
      message: 'exactly one of templateId and template is required',
    })
}

/** Fields that name a template, and the check that exactly one of them is there. */
export const templateChoiceOf = { fields: templateChoice, refine: refuseTwoTemplates }

const isAll = (part: string | undefined): boolean => nullOfStar(part) === null

/** Fields of a rule as they are sent. */
export const ruleFields = {
  domain: domainNameSchema,
  app: patternPartSchema.optional().describe('An application, or "*" for all (the default)'),
  stream: patternPartSchema.optional().describe('A stream, or "*" for all (the default)'),
  mode: z
    .enum(ruleModes)
    .describe(
      'automatic: recorded whenever it is published. on-demand: a callback is asked. manual: by command only',
    ),
  ...templateChoice,
  window: windowSchema.optional().describe('When it may be recorded; only with a stream'),
  delaySeconds: z
    .int()
    .min(ruleLimits.delaySeconds.min)
    .max(ruleLimits.delaySeconds.max)
    .optional()
    .describe(
      "How long an interruption is waited for, and the command stop; the template's mergeWindowSeconds when absent",
    ),
  onDemand: onDemandSchema.optional().describe("Only for mode on-demand; the domain's when absent"),
  isEnabled: z.boolean().optional().describe('A disabled rule is as if it were not there'),
}

type Together = {
  app?: string | undefined
  stream?: string | undefined
  mode: string
  window?: unknown
  onDemand?: unknown
}

/** What is wrong with the fields of a rule together. */
export const ruleProblems = (rule: Together): { field: string; message: string }[] => {
  const problems: { field: string; message: string }[] = []
  const refuse = (field: string, message: string) => problems.push({ field, message })
  if (isAll(rule.app) && !isAll(rule.stream))
    refuse('stream', 'needs an application: a stream of every application cannot be named')
  if (rule.window !== undefined && isAll(rule.stream))
    refuse('window', 'is only for a rule that names a stream')
  if (rule.onDemand !== undefined && rule.mode !== 'on-demand')
    refuse('onDemand', 'is only for mode on-demand')
  return problems
}

/** A rule as it is sent. */
export const ruleSchema = z
  .strictObject(ruleFields)
  .superRefine((value, ctx) => {
    refuseTwoTemplates(value, ctx)
    for (const { field, message } of ruleProblems(value))
      ctx.addIssue({ code: 'custom', path: [field], message })
  })
  .meta({ id: 'RuleInput' })
export type RuleInput = z.infer<typeof ruleSchema>

const msOrNull = (time: string | undefined): number | null =>
  time === undefined ? null : Date.parse(time)

/** A window as it is stored. */
export const toWindow = (window: RuleInput['window']): RecordingWindow => ({
  startMs: msOrNull(window?.start),
  endMs: msOrNull(window?.end),
})

/** Fills every default in. */
export const toRule = (input: RuleInput): RecordingRule => ({
  pattern: { domain: input.domain, app: nullOfStar(input.app), stream: nullOfStar(input.stream) },
  mode: input.mode,
  templateId: input.templateId ?? null,
  template: input.template === undefined ? null : toTemplate(input.template),
  window: toWindow(input.window),
  delaySeconds: input.delaySeconds ?? null,
  onDemand: toOnDemandCallback(input.onDemand),
  isEnabled: input.isEnabled ?? true,
  isDeleted: false,
})

/** A rule as it is answered. */
export const ruleViewSchema = z
  .object({
    id: z.string(),
    domain: z.string(),
    app: z.string().describe('"*" for all'),
    stream: z.string().describe('"*" for all'),
    mode: z.enum(ruleModes),
    templateId: z.string().nullable(),
    template: templateBodySchema.nullable(),
    window: z.object({
      start: z.iso.datetime().nullable(),
      end: z.iso.datetime().nullable(),
    }),
    delaySeconds: z.int().nullable(),
    onDemand: onDemandViewSchema.nullable(),
    isEnabled: z.boolean(),
    isExecuting: z.boolean().describe('A stream is being recorded by it'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Rule' })
export type RuleView = z.infer<typeof ruleViewSchema>

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

/** A stored rule as the API shows it. */
export const toRuleView = (rule: StoredRule, isExecuting: boolean): RuleView => ({
  id: rule.id,
  domain: rule.pattern.domain,
  app: rule.pattern.app ?? '*',
  stream: rule.pattern.stream ?? '*',
  mode: rule.mode,
  templateId: rule.templateId,
  template: rule.template && toTemplateBody(rule.template),
  window: { start: isoOrNull(rule.window.startMs), end: isoOrNull(rule.window.endMs) },
  delaySeconds: rule.delaySeconds,
  onDemand: toOnDemandView(rule.onDemand),
  isEnabled: rule.isEnabled,
  isExecuting,
  createdAt: iso(rule.createdAtMs),
  updatedAt: iso(rule.updatedAtMs),
})
