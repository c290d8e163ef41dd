import { liveError } from '@tapedeck/aliyun'
import {
  type RecordingTemplate,
  type RulePattern,
  type StoredDomain,
  type StoredRule,
  snapshotOf,
} from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'

type Stored = Pick<ApiContext, 'store'>

/** @throws AliyunError InvalidDomain.NotFound */
export const findDomain = async ({ store }: Stored, name: string): Promise<StoredDomain> => {
  const domain = await store.domains.get(name)
  if (domain === null) throw liveError('InvalidDomain.NotFound')
  return domain
}

/** The rule of a whole pattern, also a disabled one: as a config that is as if it were not there. */
export const ruleOfPattern = async (
  { store }: Stored,
  { domain, app, stream }: RulePattern,
): Promise<StoredRule | null> => {
  const filter = { domain, app: app ?? '*', stream: stream ?? '*', templateId: null }
  const { items } = await store.rules.list(filter, { cursor: null, limit: 1 })
  return items[0] ?? null
}

/**
 * The config of a whole pattern.
 * @throws AliyunError CodeConfigNotFound
 */
export const findConfig = async (context: Stored, pattern: RulePattern): Promise<StoredRule> => {
  const rule = await ruleOfPattern(context, pattern)
  if (rule === null || !rule.isEnabled) throw liveError('CodeConfigNotFound', 'No config found')
  return rule
}

/** What a rule records with: its own template, or the one that it names; null when that is gone. */
export const templateOfRule = async (
  { store }: Stored,
  { template, templateId }: StoredRule,
): Promise<RecordingTemplate | null> => {
  if (template !== null || templateId === null) return template
  const stored = await store.templates.get(templateId)
  return stored && snapshotOf(stored)
}
