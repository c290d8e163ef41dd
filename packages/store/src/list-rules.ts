import type { StoredRule } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { listNewestFirst } from './scan-index.ts'
import type { Page } from './store.ts'
import type { StoreContext } from './store-context.ts'
import type { RuleFilter, RuleStore } from './stream-stores.ts'
import { patternField, readRule } from './write-rule.ts'

/** Whether a rule's pattern and template are those that are asked for; null asks for any, "*" for a rule that is for all. */
const matches = (rule: StoredRule, filter: RuleFilter): boolean =>
  [
    [filter.domain, rule.pattern.domain],
    [filter.app, rule.pattern.app ?? '*'],
    [filter.stream, rule.pattern.stream ?? '*'],
    [filter.templateId, rule.templateId],
  ].every(([asked, has]) => asked === null || asked === has)

/** The shortest index that holds every rule that can match. */
const indexOf = async ({ redis }: StoreContext, filter: RuleFilter): Promise<string> => {
  const { domain, templateId } = filter
  if (templateId === null) return domain === null ? keys.rules : keys.domainRules(domain)
  if (domain === null) return keys.templateRules(templateId)
  const [inDomain, ofTemplate] = await Promise.all([
    redis.zcard(keys.domainRules(domain)),
    redis.zcard(keys.templateRules(templateId)),
  ])
  return inDomain < ofTemplate ? keys.domainRules(domain) : keys.templateRules(templateId)
}

/** The one rule of a whole pattern. */
const ruleOfPattern = async (
  context: StoreContext,
  pattern: { domain: string; app: string; stream: string },
): Promise<StoredRule[]> => {
  const { domain, app, stream } = pattern
  const nullOfAll = (part: string): string | null => (part === '*' ? null : part)
  const field = patternField({ domain, app: nullOfAll(app), stream: nullOfAll(stream) })
  const id = await context.redis.hget(keys.rulePatterns, field)
  const known = id === null ? null : await readRule(context, id)
  return known === null ? [] : [known.rule]
}

/** See RuleStore.list. A page may be short, even empty, and have a successor, as that of recordings. */
export const listRules = async (
  context: StoreContext,
  filter: RuleFilter,
  page: Parameters<RuleStore['list']>[1],
): Promise<Page<StoredRule>> => {
  const { domain, app, stream } = filter
  if (domain !== null && app !== null && stream !== null && page.cursor === null) {
    const rules = await ruleOfPattern(context, { domain, app, stream })
    return { items: rules.filter((rule) => matches(rule, filter)), nextCursor: null }
  }
  return listNewestFirst(
    context.redis,
    {
      index: await indexOf(context, filter),
      keyOf: keys.rule,
      parse: (text) => JSON.parse(text) as StoredRule,
      matches: (rule) => matches(rule, filter),
    },
    page,
  )
}
