import type { z } from 'zod'
import { type FieldProblem, TapedeckError } from './tapedeck-error.ts'

type Issue = z.core.$ZodIssue

const allowedOf = (issue: Issue): string[] | undefined => {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  if (issue.code === 'unrecognized_keys') return undefined
  if (issue.code === 'too_small') return [`at least ${issue.minimum}`]
  if (issue.code === 'too_big') return [`at most ${issue.maximum}`]
  if (issue.code === 'invalid_type') return [issue.expected]
  return undefined
}

/** The fields that a schema refused, each with what would be allowed. Unknown fields are named one by one. */
export const fieldProblems = (issues: readonly Issue[]): FieldProblem[] =>
  issues.flatMap((issue): FieldProblem[] => {
    const field = issue.path.join('.')
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        field: field === '' ? key : `${field}.${key}`,
        message: 'is not a known field',
      }))
    const allowed = allowedOf(issue)
    return [{ field, message: issue.message, ...(allowed === undefined ? {} : { allowed }) }]
  })

/**
 * Parses a value or tells every field that is wrong.
 * @throws TapedeckError INPUT_INVALID
 */
export const parseInput = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const problems = fieldProblems(result.error.issues)
  const detail = problems
    .map((problem) => `${problem.field || 'body'}: ${problem.message}`)
    .join('; ')
  throw new TapedeckError('INPUT_INVALID', { detail, problems })
}
