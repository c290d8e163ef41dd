import { TapedeckError } from '@tapedeck/contracts'
import {
  applyOnDemandAnswer,
  type LiveStream,
  matchRule,
  type RecordingRule,
  type RecordingTemplate,
  type RuleInForce,
  type StreamName,
  snapshotOf,
} from '@tapedeck/domain'
import type { ControlPorts } from './ports.ts'

type RulePorts = Pick<ControlPorts, 'rules' | 'domains' | 'templates'>

/** The rule that is in force for a stream from now on, or why none is. */
export type RuleFound =
  | { inForce: RuleInForce; reason: null; ruleId: string }
  | { inForce: null; reason: 'no_domain' | 'no_rule' | 'template_gone'; ruleId: string | null }

const templateOf = async (
  { templates }: RulePorts,
  { template, templateId }: RecordingRule,
): Promise<RecordingTemplate | null> => {
  if (template !== null || templateId === null) return template
  const stored = await templates.get(templateId)
  return stored && snapshotOf(stored)
}

/** The rule that matches a stream now, with everything that it names filled in: later edits do not reach it. */
export const findRule = async (ports: RulePorts, stream: StreamName): Promise<RuleFound> => {
  const [domain, rules] = await Promise.all([
    ports.domains.get(stream.domain),
    ports.rules.matching(stream),
  ])
  if (domain === null) return { inForce: null, reason: 'no_domain', ruleId: null }
  const stored = matchRule(rules, stream)
  if (stored === null) return { inForce: null, reason: 'no_rule', ruleId: null }
  const { id: ruleId, createdAtMs: _created, updatedAtMs: _updated, ...rule } = stored
  const own = await templateOf(ports, rule)
  if (own === null) return { inForce: null, reason: 'template_gone', ruleId }
  const template = { ...own, mergeWindowSeconds: rule.delaySeconds ?? own.mergeWindowSeconds }
  const filled = { ...rule, onDemand: rule.onDemand ?? domain.onDemand }
  return {
    inForce: { ruleId, rule: filled, template, templateId: rule.templateId },
    reason: null,
    ruleId,
  }
}

/** As stored: what is absent and what is undefined are the same. */
const text = (template: RecordingTemplate | null): string => JSON.stringify(template)

/** The rule with the answer of the publication before, when a recording of just that waits for the stream; else null. */
export const goingOnWith = (
  { recordings, answer }: LiveStream,
  inForce: RuleInForce,
): RuleInForce | null => {
  const waiting = recordings.find(
    ({ wish, cause }) =>
      (wish === 'run' || wish === 'pause' || wish === 'stop') && cause === 'rule',
  )
  if (waiting === undefined || waiting.inForce.ruleId !== inForce.ruleId) return null
  const given = inForce.rule.mode === 'on-demand' ? (answer?.answer ?? null) : null
  const template = given === null ? inForce.template : applyOnDemandAnswer(inForce.template, given)
  if (template === null || text(template) !== text(waiting.inForce.template)) return null
  return { ...inForce, template }
}

/**
 * The rule for a command: that of the publication, else the one that matches now.
 * @throws TapedeckError STREAM_NOT_RULED, TEMPLATE_NOT_FOUND
 */
export const ruleForCommand = async (
  ports: RulePorts,
  { stream, inForce }: LiveStream,
): Promise<RuleInForce> => {
  if (inForce !== null) return inForce
  const found = await findRule(ports, stream)
  if (found.inForce !== null) return found.inForce
  if (found.reason === 'template_gone')
    throw new TapedeckError('TEMPLATE_NOT_FOUND', {
      detail: `The template of the rule "${found.ruleId}" does not exist.`,
    })
  throw new TapedeckError('STREAM_NOT_RULED')
}
