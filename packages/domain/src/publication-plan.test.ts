import { expect, test } from 'vitest'
import { planOf } from './publication-plan.ts'
import { ruleModes } from './rule.ts'
import { windowStates } from './rule-match.ts'

const alone = { hasCallback: true, goesOn: false }

test('what a rule says in each mode, before, in and after its window', () => {
  const plans = ruleModes.map((mode) => windowStates.map((window) => planOf(mode, window, alone)))
  expect(plans).toEqual([
    ['schedule', 'record', 'window_over'],
    ['schedule', 'ask', 'window_over'],
    ['manual', 'manual', 'manual'],
  ])
})

test('nobody is asked where there is nobody, nor again when the recording goes on', () => {
  expect(planOf('on-demand', 'open', { hasCallback: false, goesOn: false })).toBe(
    'callback_missing',
  )
  expect(planOf('on-demand', 'open', { hasCallback: true, goesOn: true })).toBe('record')
  expect(planOf('on-demand', 'open', { hasCallback: false, goesOn: true })).toBe('record')
  expect(planOf('automatic', 'open', { hasCallback: false, goesOn: false })).toBe('record')
})
