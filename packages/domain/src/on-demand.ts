/** Whom to ask whether a stream shall be recorded, and what becomes of it when nobody answers. */
export type OnDemandCallback = {
  /** http or https. */
  url: string
  timeoutMs: number
  /** Tries after the first one. */
  retries: number
  /** skip: not recorded, and told by stream.skipped. record: recorded as the rule says. */
  onFailure: 'skip' | 'record'
}

/** Ranges and defaults of an on-demand callback. The vendor documents none: these are ours. */
export const onDemandLimits = {
  timeoutMs: { min: 100, max: 30_000, default: 5000 },
  retries: { min: 0, max: 5, default: 2 },
  /** Characters of an answer that are read; the rest is cut off (seed 004). */
  maxAnswerChars: 2048,
} as const

/** What a callback answered, as far as it can be used. */
export type OnDemandAnswer = {
  needRecord: boolean
  /** Seconds of a cycle per format; replaces the template's. */
  interval: Partial<Record<'mp4' | 'flv' | 'm3u8', number>>
  /** Intersected with the template's formats; null leaves them. */
  formats: string[] | null
}
