import type { OnDemandCallback } from './on-demand.ts'
import type { RecordingTemplate } from './template.ts'

/**
 * automatic  recorded whenever it is published (and the window is open)
 * on-demand  the callback is asked at each publication (ApsaraVideo Live OnDemand=1)
 * manual     recorded only by command (OnDemand=7)
 */
export const ruleModes = ['automatic', 'on-demand', 'manual'] as const
export type RuleMode = (typeof ruleModes)[number]

/** Which streams a rule is for. Null stands for `*`: every application of the domain, every stream of the application. */
export type RulePattern = { domain: string; app: string | null; stream: string | null }

/** When a stream may be recorded, Unix milliseconds; null leaves that side open. */
export type RecordingWindow = { startMs: number | null; endMs: number | null }

/** What to do with which streams. Exactly one of `templateId` and `template` is set. */
export type RecordingRule = {
  pattern: RulePattern
  mode: RuleMode
  templateId: string | null
  template: RecordingTemplate | null
  /** Only with a stream in the pattern. */
  window: RecordingWindow
  /** The merge window in seconds, also the wait after the command `stop`; null leaves the template's. */
  delaySeconds: number | null
  /** Asked in mode on-demand; null leaves the domain's. */
  onDemand: OnDemandCallback | null
  isEnabled: boolean
  /**
   * Of a disabled rule: somebody deleted it while a stream was recorded by it, and whose API has this word for that may give
   * its pattern away. False when it was written since by an API that has none; absent when nobody has said, as in rules of
   * versions before.
   */
  isDeleted?: boolean
}

export type StoredRule = RecordingRule & { id: string; createdAtMs: number; updatedAtMs: number }

/** Ranges of a rule: those of AddLiveAppRecordConfig. */
export const ruleLimits = {
  delaySeconds: { min: 15, max: 21_600 },
  /** A longer window is refused by the native API; the Alibaba dialect shortens it. */
  windowMs: 7 * 24 * 3_600_000,
} as const

/** A rule as it was when the stream was published: edits reach the next publication only. */
export type RuleInForce = {
  /** Null for a stream that is recorded at a user's request alone. */
  ruleId: string | null
  rule: RecordingRule
  /** The rule's own or the named template, every override of the rule and of an on-demand answer filled in. */
  template: RecordingTemplate
  templateId: string | null
}
