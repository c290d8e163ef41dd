import type { StoredRule } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import { listRules } from './list-rules.ts'
import type { StoreContext } from './store-context.ts'
import { streamOfMember } from './stream-member.ts'
import type { RuleStore } from './stream-stores.ts'
import { changeRule, createRule, patternField, readRule, removeRule } from './write-rule.ts'

const matching =
  ({ redis }: StoreContext): RuleStore['matching'] =>
  async ({ domain, app, stream }) => {
    const patterns = [
      { domain, app, stream },
      { domain, app: null, stream },
      { domain, app, stream: null },
      { domain, app: null, stream: null },
    ]
    const texts = (await runScript(
      redis,
      'tapedeckMatchingRules',
      [keys.rulePatterns],
      [keys.rule(''), ...patterns.map(patternField)],
    )) as string[]
    return texts.map((text) => JSON.parse(text) as StoredRule).filter(({ isEnabled }) => isEnabled)
  }

/** Rules over Redis. */
export const createRules = (context: StoreContext): RuleStore => ({
  create: (rule) => createRule(context, rule),
  get: async (id) => (await readRule(context, id))?.rule ?? null,
  list: (filter, page) => listRules(context, filter, page),
  replace: (id, rule) => changeRule(context, id, () => rule),
  change: (id, change) => changeRule(context, id, change),
  remove: (id) => removeRule(context, id),
  executing: async (id, limit) => {
    const members = await context.redis.zrange(keys.ruleExecuting(id), '0', String(limit - 1))
    return members.map(streamOfMember)
  },
  matching: matching(context),
})
