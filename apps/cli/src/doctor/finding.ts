import type { FindingCode } from './finding-codes.ts'

/**
 * ok        as it should be
 * warning   works, and will cost something one day
 * problem   recordings fail or get lost because of it
 * skipped   could not be looked at, because of something that is told elsewhere
 */
export type FindingState = 'ok' | 'warning' | 'problem' | 'skipped'

/** The parts of an installation that the doctor looks at, in the order in which it tells of them. */
export const checkNames = [
  'configuration',
  'redis',
  'ffmpeg',
  'storage',
  'secrets',
  'clock',
  'spool',
  'api',
  'receivers',
] as const
export type CheckName = (typeof checkNames)[number]

/** One thing that was looked at. */
export type Finding = {
  state: FindingState
  code: FindingCode
  /** What is so, in a sentence without its full stop. Never holds a secret. */
  what: string
  /** How to mend it; null where there is nothing to mend. */
  mend: string | null
}

export const ok = (code: FindingCode, what: string): Finding => ({
  state: 'ok',
  code,
  what,
  mend: null,
})

export const skipped = (code: FindingCode, what: string): Finding => ({
  state: 'skipped',
  code,
  what,
  mend: null,
})

export const warning = (code: FindingCode, what: string, mend: string): Finding => ({
  state: 'warning',
  code,
  what,
  mend,
})

export const problem = (code: FindingCode, what: string, mend: string): Finding => ({
  state: 'problem',
  code,
  what,
  mend,
})
