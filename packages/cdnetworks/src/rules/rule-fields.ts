import { domainNameSchema, patternPartSchema } from '@tapedeck/contracts'
import type { RecordingRule, RulePattern, StoredRule } from '@tapedeck/domain'
import { z } from 'zod'
import {
  filterField,
  pageFields,
  templateFilterField,
  templateIdField,
  zeroOrOne,
} from '../read-fields.ts'

/** An application or a stream; '' says none. */
const part = z.union([z.literal(''), patternPartSchema])
const text = z.string().max(1024)

/** AddRecordingRules. */
export const addRuleSchema = z.object({
  templateId: templateIdField,
  pullDomain: domainNameSchema,
  domain: z.string().min(1, 'must not be empty').max(253).optional(),
  appName: part.default(''),
  streamName: part.default(''),
  streamParams: text.default(''),
  isEnabled: zeroOrOne.default(1),
})
export type AddRuleFields = z.infer<typeof addRuleSchema>

/** ModifyRecordingRules: what is absent stays, '' takes it away. */
export const modifyRuleSchema = z.object({
  templateId: templateIdField.optional(),
  pullDomain: domainNameSchema.optional(),
  domain: z.string().max(253).optional(),
  appName: part.optional(),
  streamName: part.optional(),
  streamParams: text.optional(),
  isEnabled: zeroOrOne.optional(),
})
export type ModifyRuleFields = z.infer<typeof modifyRuleSchema>

/** QueryRecordingRule. */
export const queryRuleSchema = z.object({
  ruleId: filterField,
  domain: filterField,
  appName: filterField,
  streamName: filterField,
  templateId: templateFilterField,
  pullDomain: filterField,
  ...pageFields({ max: 200, default: 50 }),
})
export type QueryRuleFields = z.infer<typeof queryRuleSchema>

/** What a rule says beyond what the rule of Tapedeck holds; kept beside it. */
export type RuleNote = { domain: string; streamParams: string }

const partOf = (value: string): string | null => (value === '' || value === '*' ? null : value)

/** A stream without an application is that name in every application. */
const patternOf = (pullDomain: string, appName: string, streamName: string): RulePattern => ({
  domain: pullDomain,
  app: partOf(appName),
  stream: partOf(streamName),
})

/**
 * The rule of Tapedeck that does what a rule of CDNetworks says.
 * @param templateId of the template of Tapedeck
 */
export const ruleOfAdd = (fields: AddRuleFields, templateId: string): RecordingRule => ({
  pattern: patternOf(fields.pullDomain, fields.appName, fields.streamName),
  mode: 'automatic',
  templateId,
  template: null,
  window: { startMs: null, endMs: null },
  delaySeconds: null,
  onDemand: null,
  isEnabled: fields.isEnabled === 1,
  isDeleted: false,
})

/**
 * The rule after Modify.
 * @param templateId of the template of Tapedeck that it names from now on
 */
export const ruleOfModify = (
  fields: ModifyRuleFields,
  { id: _id, createdAtMs: _createdAtMs, updatedAtMs: _updatedAtMs, ...rule }: StoredRule,
  templateId: string | null,
): RecordingRule => ({
  ...rule,
  pattern: patternOf(
    fields.pullDomain ?? rule.pattern.domain,
    fields.appName ?? rule.pattern.app ?? '',
    fields.streamName ?? rule.pattern.stream ?? '',
  ),
  templateId,
  isEnabled: fields.isEnabled === undefined ? rule.isEnabled : fields.isEnabled === 1,
  isDeleted: false,
})

/** The note after Add (nothing was there) or Modify. */
export const ruleNote = (
  { domain, streamParams }: { domain?: string | undefined; streamParams?: string | undefined },
  former: RuleNote = { domain: '', streamParams: '' },
): RuleNote => ({
  domain: domain ?? former.domain,
  streamParams: streamParams ?? former.streamParams,
})

/** A rule as Query lists it. */
export const renderRule = (rule: StoredRule, templateId: string, note: RuleNote) => ({
  ruleId: rule.id,
  templateId,
  domain: note.domain,
  appName: rule.pattern.app ?? '',
  streamName: rule.pattern.stream ?? '',
  streamParams: note.streamParams,
  pullDomain: rule.pattern.domain,
  isEnabled: rule.isEnabled ? 1 : 0,
  createTime: rule.createdAtMs,
})
