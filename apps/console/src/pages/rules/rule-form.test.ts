import type { Schemas } from '@tapedeck/client'
import { expect, test } from 'vitest'
import {
  emptyRule,
  formOfRule,
  keptTemplate,
  newRuleOf,
  ruleChangeOf,
  ruleFieldOf,
} from './rule-form.ts'

const form = { ...emptyRule, domain: ' live.example.com ', templateId: 'tpl_1' }

const rule = {
  ...({ id: 'rule_1', domain: 'live.example.com', app: '*', stream: 'news' } as const),
  ...({ mode: 'on-demand', templateId: null, delaySeconds: 60, isEnabled: true } as const),
  window: { start: '2030-01-01T00:00:12.345Z', end: null },
  onDemand: {
    url: 'https://ask.example.com/?key=***',
    onFailure: 'skip',
    timeoutMs: 1,
    retries: 0,
  },
} as Schemas['Rule']

test('a new rule: empty parts stand for all, and what was left empty is left out', () => {
  expect(newRuleOf(form)).toEqual({
    ...{ domain: 'live.example.com', app: '*', stream: '*', mode: 'automatic' },
    ...{ templateId: 'tpl_1', isEnabled: true },
  })
  const more = { app: 'live', stream: 'news', delaySeconds: '90', end: '2030-01-01T10:00' }
  const callback = { mode: 'on-demand', callbackUrl: 'https://a.example/' } as const
  expect(newRuleOf({ ...form, ...more, ...callback, templateId: '' })).toMatchObject({
    ...{ app: 'live', stream: 'news', delaySeconds: 90 },
    window: { end: new Date(2030, 0, 1, 10).toISOString() },
    onDemand: { url: 'https://a.example/', timeoutMs: 5000, retries: 2, onFailure: 'skip' },
    template: { formats: [{ format: 'mp4' }] },
  })
  // a callback that was typed before another mode was chosen is no part of it
  expect(newRuleOf({ ...form, callbackUrl: 'https://a.example/' })).not.toHaveProperty('onDemand')
})

test('a rule that nobody touched is changed in nothing', () => {
  expect(formOfRule(rule)).toMatchObject({ app: '', stream: 'news', templateId: keptTemplate })
  expect(ruleChangeOf(formOfRule(rule), rule)).toEqual({})
})

test('a change names what was touched, and no value as it is shown', () => {
  const before = formOfRule(rule)
  const waiting = { onFailure: 'record', callbackSeconds: '3', callbackRetries: '0' } as const
  expect(ruleChangeOf({ ...before, ...waiting, delaySeconds: '' }, rule)).toEqual({
    onDemand: { onFailure: 'record', timeoutMs: 3000 },
    delaySeconds: null,
  })
  expect(ruleChangeOf({ ...before, end: '2030-01-02T00:00' }, rule)).toEqual({
    window: { start: rule.window.start, end: new Date(2030, 0, 2).toISOString() },
  })
  expect(ruleChangeOf({ ...before, start: '', mode: 'manual', templateId: 'tpl_1' }, rule)).toEqual(
    {
      window: null,
      mode: 'manual',
      onDemand: null,
      templateId: 'tpl_1',
    },
  )
})

test('what the API refuses is told at a field of the form', () => {
  const told = [
    'window.end',
    'onDemand.timeoutMs',
    'template.formats.0.cycleSeconds',
    'stream',
    'nothing',
  ]
  expect(told.map(ruleFieldOf)).toEqual(['end', 'callbackSeconds', 'cycleMinutes', 'stream', null])
})
