import type { RecordingRule } from '@tapedeck/domain'
import { z } from 'zod'
import { callbackChangeSchema, changedCallback } from './domain-change-schema.ts'
import { ruleFields, ruleProblems, toWindow } from './rule-schema.ts'
import { nullOfStar } from './stream-name-schema.ts'
import { TapedeckError } from './tapedeck-error.ts'
import { toTemplate } from './template-schema.ts'

const { domain, app, stream, mode, templateId, template, window, delaySeconds, isEnabled } =
  ruleFields

/** What is to be changed of a rule; what is absent stays. */
export const ruleChangeSchema = z
  .strictObject({
    domain: domain.optional(),
    app,
    stream,
    mode: mode.optional(),
    templateId,
    template: template.describe('Replaced as a whole, as is a template by its id'),
    window: window.nullable().describe('Replaced as a whole; null takes it away'),
    delaySeconds: delaySeconds.nullable(),
    onDemand: callbackChangeSchema,
    isEnabled,
  })
  .superRefine(({ templateId, template }, ctx) => {
    if (templateId !== undefined && template !== undefined)
      ctx.addIssue({
        code: 'custom',
        path: ['templateId'],
        message: 'at most one of templateId and template',
      })
  })
  .meta({ id: 'RuleChangeInput' })
export type RuleChange = z.infer<typeof ruleChangeSchema>

type Templates = Pick<RecordingRule, 'templateId' | 'template'>

const changedTemplate = (known: Templates, { templateId, template }: RuleChange): Templates => {
  if (templateId !== undefined) return { templateId, template: null }
  if (template !== undefined) return { templateId: null, template: toTemplate(template) }
  return { templateId: known.templateId, template: known.template }
}

const partOf = (known: string | null, change: string | undefined): string | null =>
  change === undefined ? known : nullOfStar(change)

const assertTogether = (rule: RecordingRule, change: RuleChange): void => {
  const { startMs, endMs } = rule.window
  const problems = ruleProblems({
    app: rule.pattern.app ?? '*',
    stream: rule.pattern.stream ?? '*',
    mode: rule.mode,
    window: startMs === null && endMs === null ? undefined : rule.window,
    onDemand: rule.onDemand ?? undefined,
    // a foreign API may have made a pattern that cannot be asked for here
  }).filter(
    ({ field }) => field !== 'stream' || change.app !== undefined || change.stream !== undefined,
  )
  if (problems.length === 0) return
  const detail = problems.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new TapedeckError('INPUT_INVALID', { detail, problems })
}

/**
 * The rule with a change made.
 * @throws TapedeckError INPUT_INVALID
 */
export const changedRule = (known: RecordingRule, change: RuleChange): RecordingRule => {
  const rule: RecordingRule = {
    pattern: {
      domain: change.domain ?? known.pattern.domain,
      app: partOf(known.pattern.app, change.app),
      stream: partOf(known.pattern.stream, change.stream),
    },
    mode: change.mode ?? known.mode,
    ...changedTemplate(known, change),
    window: change.window === undefined ? known.window : toWindow(change.window ?? undefined),
    delaySeconds: change.delaySeconds === undefined ? known.delaySeconds : change.delaySeconds,
    onDemand: changedCallback(known.onDemand, change.onDemand),
    isEnabled: change.isEnabled ?? known.isEnabled,
    isDeleted: false,
  }
  assertTogether(rule, change)
  return rule
}
