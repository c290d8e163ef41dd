import type { StreamName } from './recording.ts'
import type { RecordingRule, RecordingWindow, RulePattern } from './rule.ts'

/**
 * How much a pattern says: 4 for domain, app and stream, 3 for domain and stream in any application (clients of CDNetworks make
 * such rules), 2 for domain and app, 1 for the domain alone.
 */
export const specificityOf = ({ app, stream }: RulePattern): number =>
  1 + (app === null ? 0 : 1) + (stream === null ? 0 : 2)

/** True when a pattern is for a stream. */
export const patternMatches = (
  pattern: RulePattern,
  { domain, app, stream }: StreamName,
): boolean =>
  pattern.domain === domain &&
  (pattern.app === null || pattern.app === app) &&
  (pattern.stream === null || pattern.stream === stream)

/** The enabled rule that says most about a stream; null when none is for it. The order of the rules does not matter. */
export const matchRule = <R extends Pick<RecordingRule, 'pattern' | 'isEnabled'>>(
  rules: readonly R[],
  stream: StreamName,
): R | null => {
  let best: R | null = null
  for (const rule of rules) {
    if (!rule.isEnabled || !patternMatches(rule.pattern, stream)) continue
    if (best === null || specificityOf(rule.pattern) > specificityOf(best.pattern)) best = rule
  }
  return best
}

/** Where a moment lies in a window. Its start belongs to it, its end does not. */
export const windowStates = ['before', 'open', 'over'] as const
export type WindowState = (typeof windowStates)[number]

/** Where a moment (Unix milliseconds) lies in a window. */
export const windowStateAt = ({ startMs, endMs }: RecordingWindow, nowMs: number): WindowState => {
  if (endMs !== null && nowMs >= endMs) return 'over'
  return startMs !== null && nowMs < startMs ? 'before' : 'open'
}

/** When a window changes its state next, Unix milliseconds; null for never. */
export const windowDueAtMs = (window: RecordingWindow, nowMs: number): number | null => {
  const state = windowStateAt(window, nowMs)
  if (state === 'before') return window.startMs
  return state === 'open' ? window.endMs : null
}
