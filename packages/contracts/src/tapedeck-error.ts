import { type ErrorCode, type ErrorFacts, errorTable } from './error-codes.ts'

/** One field that is wrong: its path (`template.formats.0.cycleSeconds`), what is wrong, and what would be right. */
export type FieldProblem = { field: string; message: string; allowed?: string[] }

export type ErrorOptions = {
  /** One sentence for the reader; must not hold a secret. */
  detail?: string
  problems?: FieldProblem[]
  cause?: unknown
}

const brand = Symbol.for('tapedeck.error')

/** The one error class: a code of the table, a sentence, and the fields that are wrong. */
export class TapedeckError extends Error {
  readonly [brand] = true
  readonly code: ErrorCode
  readonly detail: string
  readonly problems: readonly FieldProblem[]

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    const detail = options.detail ?? errorTable[code].title
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'TapedeckError'
    this.code = code
    this.detail = detail
    this.problems = options.problems ?? []
  }

  get facts(): ErrorFacts {
    return errorTable[this.code]
  }
}

/** Recognises a TapedeckError by its brand, whichever copy of this module made it. */
export const isTapedeckError = (error: unknown): error is TapedeckError =>
  typeof error === 'object' && error !== null && brand in error

/** The error itself when it is ours, else a SERVICE_BUG around it. Called once, at a boundary. */
export const toTapedeckError = (error: unknown): TapedeckError =>
  isTapedeckError(error) ? error : new TapedeckError('SERVICE_BUG', { cause: error })
