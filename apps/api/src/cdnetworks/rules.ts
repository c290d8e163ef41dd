import {
  addRuleSchema,
  CdnetworksError,
  modifyRuleSchema,
  type QueryRuleFields,
  queryRuleSchema,
  type RuleNote,
  readFields,
  renderRule,
  ruleNote,
  ruleOfAdd,
  ruleOfModify,
} from '@tapedeck/cdnetworks'
import { TapedeckError } from '@tapedeck/contracts'
import type { StoredRule } from '@tapedeck/domain'
import type { RuleWrite } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'
import { removeRule } from '../rules/write-rule.ts'
import { knownDomain } from './known-domain.ts'
import type { Operation } from './operation.ts'
import { rulesOf } from './template-use.ts'
import { findTemplate } from './templates.ts'

const kind = 'cdnetworks-rule'

const ruleMissing = (ruleId: string): CdnetworksError =>
  new CdnetworksError('RULE_NOT_FOUND', `There is no rule "${ruleId}".`)

const findRule = async ({ store }: ApiContext, ruleId: string): Promise<StoredRule> => {
  const rule = await store.rules.get(ruleId)
  if (rule === null) throw ruleMissing(ruleId)
  return rule
}

const notesOf = async ({ store }: ApiContext, rules: StoredRule[]): Promise<RuleNote[]> => {
  const ids = rules.map(({ id }) => id)
  const kept = await store.dialectNotes.get(kind, ids)
  return kept.map((note) => ruleNote({}, note === null ? undefined : (note.note as RuleNote)))
}

const written = (write: RuleWrite, id: string): StoredRule => {
  switch (write.outcome) {
    case 'written':
      return write.rule
    case 'taken':
      throw new TapedeckError('RULE_EXISTS', {
        detail: `The rule "${write.rule.id}" has this pullDomain, appName and streamName.`,
      })
    case 'template_missing':
      throw new CdnetworksError('TEMPLATE_NOT_FOUND', 'The template was removed meanwhile.')
    case 'domain_missing':
      throw new TapedeckError('DOMAIN_NOT_FOUND')
    case 'missing':
      throw ruleMissing(id)
  }
}

/** AddRecordingRules. */
export const addRule: Operation = async (context, { fields }) => {
  const { store } = context
  const said = readFields(addRuleSchema, fields)
  const { template } = await findTemplate(context, said.templateId)
  const wanted = ruleOfAdd(said, template.id)
  await knownDomain(context, said.pullDomain)
  const rule = written(await store.rules.create(wanted), '')
  await store.dialectNotes.put(kind, rule.id, ruleNote(said))
  return { ruleId: rule.id }
}

/** ModifyRecordingRules. A rule may be modified while it is executing: it takes effect at the next publish. */
export const modifyRule: Operation = async (context, { id, fields }) => {
  const { store } = context
  const said = readFields(modifyRuleSchema, fields)
  const former = await findRule(context, id)
  const templateId =
    said.templateId === undefined
      ? former.templateId
      : (await findTemplate(context, said.templateId)).template.id
  const wanted = ruleOfModify(said, former, templateId)
  await knownDomain(context, wanted.pattern.domain)
  written(await store.rules.replace(id, wanted), id)
  const [note] = await notesOf(context, [former])
  await store.dialectNotes.put(kind, id, ruleNote(said, note))
}

/** DeleteRecordingRules. */
export const deleteRule: Operation = async (context, { id }) => {
  await findRule(context, id)
  await removeRule(context, id)
  await context.store.dialectNotes.remove(kind, id)
}

/** Rules of templates that this API knows, as far as their own record tells that they are wanted. */
const candidates = async (
  context: ApiContext,
  { ruleId, templateId, pullDomain, appName, streamName }: QueryRuleFields,
): Promise<StoredRule[]> => {
  const named =
    templateId === undefined ? null : (await findTemplate(context, templateId)).template.id
  const fits = ({ pattern }: StoredRule): boolean =>
    (pullDomain === undefined || pattern.domain === pullDomain.toLowerCase()) &&
    (appName === undefined || pattern.app === appName) &&
    (streamName === undefined || pattern.stream === streamName)
  const rules: StoredRule[] = []
  if (ruleId !== undefined) {
    const rule = await context.store.rules.get(ruleId)
    if (rule !== null && (named === null || rule.templateId === named)) rules.push(rule)
  } else {
    const filter = { templateId: named, domain: pullDomain?.toLowerCase() ?? null }
    for await (const rule of rulesOf(context, filter)) rules.push(rule)
  }
  return rules.filter((rule) => rule.templateId !== null && fits(rule))
}

/** QueryRecordingRule. */
export const queryRules: Operation = async (context, { fields }) => {
  const said = readFields(queryRuleSchema, fields)
  const rules = await candidates(context, said).catch((error: unknown) => {
    // no rule has a template that there is not
    if (error instanceof CdnetworksError && error.code === 'TEMPLATE_NOT_FOUND') return []
    throw error
  })
  const notes = await notesOf(context, rules)
  const templates = await context.store.dialectNotes.get(
    'cdnetworks-template',
    rules.map(({ templateId }) => templateId ?? ''),
  )
  const known = rules.flatMap((rule, index) => {
    const template = templates[index] ?? null
    const note = ruleNote({}, notes[index])
    const isWanted = said.domain === undefined || note.domain === said.domain
    return template === null || !isWanted ? [] : [renderRule(rule, String(template.number), note)]
  })
  const first = (said.pageNum - 1) * said.pageSize
  return { total: known.length, list: known.slice(first, first + said.pageSize) }
}
