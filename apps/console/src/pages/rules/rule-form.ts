import type { Schemas } from '@tapedeck/client'
import {
  type CallbackForm,
  callbackChangeOf,
  callbackFieldOf,
  callbackOf,
  emptyCallback,
  formOfCallback,
} from '../../forms/callback-form.ts'
import { localText, timeOf } from '../../forms/local-time.ts'
import {
  emptyTemplate,
  type TemplateForm,
  templateFieldOf,
  templateOf,
} from '../../forms/template-form.ts'

type Rule = Schemas['Rule']
type NewRule = Schemas['NewRule']
type RuleChange = Schemas['RuleChange']

/** Stands for the settings that a rule has already; no template has such an id. */
export const keptTemplate = '(kept)'

/** What the form holds, as it was typed. */
export type RuleForm = TemplateForm &
  CallbackForm & {
    domain: string
    /** Empty for all. */
    app: string
    stream: string
    mode: Rule['mode']
    /** Id of a saved template, `keptTemplate`, or empty for settings of its own. */
    templateId: string
    start: string
    end: string
    /** Empty for the template's. */
    delaySeconds: string
    isEnabled: boolean
  }

/** A rule that is yet to be made. */
export const emptyRule: RuleForm = {
  ...emptyTemplate,
  ...emptyCallback,
  domain: '',
  app: '',
  stream: '',
  mode: 'automatic',
  templateId: '',
  start: '',
  end: '',
  delaySeconds: '',
  isEnabled: true,
}

const emptyOfStar = (part: string): string => (part === '*' ? '' : part)
const starOfEmpty = (part: string): string => part.trim() || '*'

/** A rule as the form shows it. */
export const formOfRule = (rule: Rule): RuleForm => ({
  ...emptyRule,
  domain: rule.domain,
  app: emptyOfStar(rule.app),
  stream: emptyOfStar(rule.stream),
  mode: rule.mode,
  templateId: rule.templateId ?? keptTemplate,
  start: localText(rule.window.start),
  end: localText(rule.window.end),
  delaySeconds: rule.delaySeconds === null ? '' : String(rule.delaySeconds),
  ...formOfCallback(rule.onDemand),
  isEnabled: rule.isEnabled,
})

const templateChoiceOf = (form: RuleForm): Pick<NewRule, 'template' | 'templateId'> =>
  form.templateId === '' ? { template: templateOf(form) } : { templateId: form.templateId }

const windowOf = (
  { start, end }: RuleForm,
  known: Rule['window'] = { start: null, end: null },
): NewRule['window'] | null =>
  start === '' && end === ''
    ? null
    : {
        ...(start === '' ? {} : { start: timeOf(start, known.start) }),
        ...(end === '' ? {} : { end: timeOf(end, known.end) }),
      }

/** Only a rule that asks has a callback; without one of its own it asks the domain's. */
const callbackOfRule = (form: RuleForm): CallbackForm =>
  form.mode === 'on-demand' ? form : emptyCallback

/** The rule that a form stands for. */
export const newRuleOf = (form: RuleForm): NewRule => {
  const window = windowOf(form)
  const onDemand = callbackOf(callbackOfRule(form))
  return {
    domain: form.domain.trim(),
    app: starOfEmpty(form.app),
    stream: starOfEmpty(form.stream),
    mode: form.mode,
    ...templateChoiceOf(form),
    ...(window ? { window } : {}),
    ...(form.delaySeconds === '' ? {} : { delaySeconds: Number(form.delaySeconds) }),
    ...(onDemand ? { onDemand } : {}),
    isEnabled: form.isEnabled,
  }
}

/** What a form changes of a rule; what nobody touched is left out. */
export const ruleChangeOf = (form: RuleForm, rule: Rule): RuleChange => {
  const before = formOfRule(rule)
  const differs = (...fields: (keyof RuleForm)[]): boolean =>
    fields.some((field) => form[field] !== before[field])
  const { delaySeconds } = form
  const onDemand = callbackChangeOf(callbackOfRule(form), callbackOfRule(before))
  return {
    ...(differs('domain') ? { domain: form.domain.trim() } : {}),
    ...(differs('app') ? { app: starOfEmpty(form.app) } : {}),
    ...(differs('stream') ? { stream: starOfEmpty(form.stream) } : {}),
    ...(differs('mode') ? { mode: form.mode } : {}),
    ...(differs('templateId') ? templateChoiceOf(form) : {}),
    ...(differs('start', 'end') ? { window: windowOf(form, rule.window) ?? null } : {}),
    ...(differs('delaySeconds')
      ? { delaySeconds: delaySeconds === '' ? null : Number(delaySeconds) }
      : {}),
    ...(onDemand === undefined ? {} : { onDemand }),
    ...(differs('isEnabled') ? { isEnabled: form.isEnabled } : {}),
  }
}

const fields: Record<string, keyof RuleForm> = {
  domain: 'domain',
  app: 'app',
  stream: 'stream',
  mode: 'mode',
  templateId: 'templateId',
  template: 'templateId',
  window: 'start',
  'window.start': 'start',
  'window.end': 'end',
  delaySeconds: 'delaySeconds',
}

/** The field of the form for one of the request; null when none shows it. */
export const ruleFieldOf = (path: string): keyof RuleForm | null =>
  fields[path] ?? callbackFieldOf(path) ?? templateFieldOf(path)
