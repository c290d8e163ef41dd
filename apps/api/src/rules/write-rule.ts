import {
  changedRule,
  type RuleChange,
  type RuleInput,
  TapedeckError,
  toRule,
  toTemplate,
} from '@tapedeck/contracts'
import type { RecordingRule, StoredRule, StreamName } from '@tapedeck/domain'
import type { RuleWrite } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'
import { assertStorageConfigured } from '../recordings/accepted-storage.ts'
import { templateMissing } from '../templates/chosen-template.ts'
import { assertReceivers } from '../webhooks/accepted-receiver.ts'

/** Streams of a rule that are looked at, and named in the answer, when it is to be deleted. */
const maxDriven = 100
const maxNamed = 10

/** @throws TapedeckError RULE_NOT_FOUND */
export const foundRule = (rule: StoredRule | null, id: string): StoredRule => {
  if (rule === null)
    throw new TapedeckError('RULE_NOT_FOUND', { detail: `There is no rule "${id}".` })
  return rule
}

const assertReachable = async (
  context: ApiContext,
  input: Pick<RuleChange, 'template' | 'onDemand'>,
): Promise<void> => {
  assertReceivers(
    context,
    { field: 'template.notifyUrl', url: input.template?.notifyUrl },
    { field: 'onDemand.url', url: input.onDemand?.url },
  )
  if (input.template !== undefined) {
    const template = toTemplate(input.template)
    await assertStorageConfigured(context, template, (field) => `template.${field}`)
  }
}

/**
 * The rule of a request.
 * @throws TapedeckError STORAGE_NOT_CONFIGURED, WEBHOOK_ADDRESS_REFUSED
 */
export const acceptedRule = async (
  context: ApiContext,
  input: RuleInput,
): Promise<RecordingRule> => {
  await assertReachable(context, input)
  return toRule(input)
}

/**
 * The rule as it was written.
 * @throws TapedeckError RULE_EXISTS, RULE_NOT_FOUND, TEMPLATE_NOT_FOUND, DOMAIN_NOT_FOUND
 */
export const writtenRule = (
  write: RuleWrite,
  { domain = '', templateId }: Pick<RuleChange, 'domain' | 'templateId'>,
  id: string,
): StoredRule => {
  switch (write.outcome) {
    case 'written':
      return write.rule
    case 'taken':
      throw new TapedeckError('RULE_EXISTS', {
        detail: `The rule "${write.rule.id}" has this domain, application and stream.`,
        problems: ['domain', 'app', 'stream'].map((field) => ({
          field,
          message: `are together those of the rule "${write.rule.id}"`,
        })),
      })
    case 'template_missing':
      throw templateMissing(templateId ?? '')
    case 'domain_missing':
      throw new TapedeckError('DOMAIN_NOT_FOUND', {
        detail: `domain: there is no domain "${domain}"`,
        problems: [{ field: 'domain', message: 'is not the name of a domain' }],
      })
    case 'missing':
      return foundRule(null, id)
  }
}

/**
 * Changes what a request names of a rule.
 * @throws TapedeckError as acceptedRule and writtenRule do, and INPUT_INVALID
 */
export const changeRule = async (
  context: ApiContext,
  id: string,
  change: RuleChange,
): Promise<StoredRule> => {
  await assertReachable(context, change)
  const write = await context.store.rules.change(id, (known) => changedRule(known, change))
  return writtenRule(write, change, id)
}

const nameOf = ({ domain, app, stream }: StreamName): string => `${domain}/${app}/${stream}`

const executingError = (streams: StreamName[]): TapedeckError => {
  const names = streams.slice(0, maxNamed).map(nameOf)
  const more = streams.length > maxNamed ? ' and others' : ''
  return new TapedeckError('RULE_EXECUTING', {
    detail: `It records ${names.join(', ') || 'a stream'}${more}.`,
    problems: names.map((stream) => ({ field: 'id', message: `records the stream ${stream}` })),
  })
}

/**
 * Deletes a rule by which no stream is recorded.
 * @throws TapedeckError RULE_NOT_FOUND, RULE_EXECUTING naming streams
 */
export const removeRule = async ({ store, control }: ApiContext, id: string): Promise<void> => {
  // recordings that have ended meanwhile do not count
  const perhaps = await store.rules.executing(id, maxDriven)
  await Promise.all(perhaps.map((stream) => control.drive(stream)))
  const outcome = await store.rules.remove(id)
  if (outcome === 'missing') foundRule(null, id)
  if (outcome === 'executing') throw executingError(await store.rules.executing(id, maxNamed + 1))
}
