import { newId, type RecordingRule, type RulePattern, type StoredRule } from '@tapedeck/domain'
import { indexMember, keys, nameMember, runScript } from '@tapedeck/redis'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { storagesOfTemplate, unlessStorageMissing } from './storage-users.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type { RuleStore, RuleWrite } from './stream-stores.ts'
import { untilNotRaced } from './write-recording.ts'

type ScriptAnswer = [
  outcome:
    | 'written'
    | 'missing'
    | 'raced'
    | 'full'
    | 'domain_missing'
    | 'template_missing'
    | 'taken',
  holderId?: string,
]

/** A rule with its text as it stands in Redis, which its next write compares. */
type KnownRule = { rule: StoredRule; text: string }

/** Member of the indexes for a rule. */
export const memberOfRule = (rule: StoredRule): string => indexMember(rule.createdAtMs, rule.id)

/** Field of the rule that has a pattern. */
export const patternField = ({ domain, app, stream }: RulePattern): string =>
  nameMember(domain, app, stream)

const templateRulesOf = (rule: StoredRule | undefined): string =>
  typeof rule?.templateId === 'string' ? keys.templateRules(rule.templateId) : ''

/** Reads a rule, or null when there is none. */
export const readRule = async (context: StoreContext, id: string): Promise<KnownRule | null> => {
  const text = await context.redis.get(keys.rule(id))
  return text === null ? null : { rule: JSON.parse(text) as StoredRule, text }
}

const tryWrite = async (
  context: StoreContext,
  rule: StoredRule,
  known: KnownRule | null,
): Promise<RuleWrite | 'raced'> => {
  const { pattern, templateId } = rule
  const former = known?.rule
  const answer = await runScript(
    context.redis,
    'tapedeckWriteRule',
    [
      keys.rule(rule.id),
      keys.rules,
      keys.rulePatterns,
      keys.domain(pattern.domain),
      keys.domainRules(pattern.domain),
      former === undefined ? '' : keys.domainRules(former.pattern.domain),
      templateId === null ? '' : keys.template(templateId),
      templateRulesOf(rule),
      templateRulesOf(former),
    ],
    [
      rule.id,
      known?.text ?? '',
      JSON.stringify(rule),
      memberOfRule(rule),
      patternField(pattern),
      former === undefined ? '' : patternField(former.pattern),
      collectionBounds.rules,
      storagesOfTemplate('rule', rule.id, rule.template),
    ],
  )
  const [outcome, holderId = ''] = unlessStorageMissing<ScriptAnswer>(answer)
  if (outcome === 'full') throw collectionFull('rules')
  if (outcome === 'written') return { outcome, rule }
  if (outcome !== 'taken') return outcome === 'raced' ? outcome : { outcome }
  // Gone when it was removed in this very moment: then the pattern is free.
  const holder = await readRule(context, holderId)
  return holder === null ? 'raced' : { outcome, rule: holder.rule }
}

/** See RuleStore.create. */
export const createRule = (context: StoreContext, rule: RecordingRule): Promise<RuleWrite> => {
  const nowMs = context.clock()
  const id = newId('rule', nowMs, context.randomBytes(16))
  const stored = { ...rule, id, createdAtMs: nowMs, updatedAtMs: nowMs }
  return untilNotRaced(() => tryWrite(context, stored, null))
}

/** See RuleStore.change. */
export const changeRule = (
  context: StoreContext,
  id: string,
  change: (known: StoredRule) => RecordingRule,
): Promise<RuleWrite> =>
  untilNotRaced(async () => {
    const known = await readRule(context, id)
    if (known === null) return { outcome: 'missing' }
    const { createdAtMs } = known.rule
    const rule = change(known.rule)
    const stored = { ...rule, id, createdAtMs, updatedAtMs: context.clock() }
    return tryWrite(context, stored, known)
  })

/** See RuleStore.remove. */
export const removeRule = (context: StoreContext, id: string): ReturnType<RuleStore['remove']> => {
  const answer = keys.answer(newNonce(context))
  return untilNotRaced(async () => {
    const known = await readRule(context, id)
    if (known === null) return 'missing'
    const { rule, text } = known
    const outcome = await runScript(
      context.redis,
      'tapedeckRemoveRule',
      [
        keys.rule(id),
        keys.rules,
        keys.rulePatterns,
        keys.domainRules(rule.pattern.domain),
        templateRulesOf(rule),
        keys.ruleExecuting(id),
        answer,
      ],
      [text, memberOfRule(rule), patternField(rule.pattern), storagesOfTemplate('rule', id, null)],
    )
    return outcome as 'removed' | 'missing' | 'executing' | 'raced'
  })
}
