import { type ErrorCode, errorTable, problemContentType, problemSchema } from '@tapedeck/contracts'
import { z } from 'zod'

type ProblemAnswers = Record<
  number,
  { description: string; content: Record<string, { schema: typeof problemSchema }> }
>

/** Errors that every route with a key may answer. */
const common: readonly ErrorCode[] = [
  'INPUT_INVALID',
  'KEY_MISSING',
  'KEY_INVALID',
  'REDIS_UNAVAILABLE',
  'SERVICE_BUG',
]

/** Errors of every route that takes a body. */
export const bodyErrors: readonly ErrorCode[] = [
  'BODY_NOT_JSON',
  'BODY_TOO_LARGE',
  'MEDIA_TYPE_UNSUPPORTED',
]

/** Problem answers for the given error codes, one per status, each naming its codes. */
export const problemAnswers = (codes: readonly ErrorCode[]): ProblemAnswers => {
  const answers: ProblemAnswers = {}
  const byStatus = Map.groupBy(new Set(codes), (code) => errorTable[code].httpStatus)
  for (const [status, group] of byStatus)
    answers[status] = {
      description: group.map((code) => `${code}: ${errorTable[code].title}`).join('. '),
      content: { [problemContentType]: { schema: problemSchema } },
    }
  return answers
}

/** The problem answers of a route under /v1: its own codes and those of every route. */
export const apiProblems = (...codes: ErrorCode[]): ProblemAnswers =>
  problemAnswers([...common, ...codes])

/** An answer without a body. */
export const noContent = (description: string) => z.null().describe(description)
