import type { RuleMode } from './rule.ts'
import type { WindowState } from './rule-match.ts'

/** What becomes of a stream by its rule: recorded, asked for, waited for the window, or not recorded for a reason. */
export const publicationPlans = [
  'record',
  'ask',
  'schedule',
  'manual',
  'window_over',
  'callback_missing',
] as const
export type PublicationPlan = (typeof publicationPlans)[number]

/** What a rule says of a stream that is published, and when its window opens. docs/rules.md shows the same table. */
export const rulePlans: Record<RuleMode, Record<WindowState, PublicationPlan>> = {
  automatic: { before: 'schedule', open: 'record', over: 'window_over' },
  'on-demand': { before: 'schedule', open: 'ask', over: 'window_over' },
  manual: { before: 'manual', open: 'manual', over: 'manual' },
}

/**
 * What becomes of a stream.
 * @param hasCallback whether there is somebody to ask
 * @param goesOn whether a recording of the rule as it is waits for the stream: then nobody is asked again
 */
export const planOf = (
  mode: RuleMode,
  window: WindowState,
  { hasCallback, goesOn }: { hasCallback: boolean; goesOn: boolean },
): PublicationPlan => {
  const plan = rulePlans[mode][window]
  if (plan !== 'ask') return plan
  if (goesOn) return 'record'
  return hasCallback ? 'ask' : 'callback_missing'
}
