import { z } from 'zod'
import { errorCodes } from './error-codes.ts'
import type { TapedeckError } from './tapedeck-error.ts'

/** RFC 9457 problem details, as every error answer of the native API. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(errorCodes as [string, ...string[]]),
    detail: z.string(),
    instance: z.string().optional(),
    errors: z
      .array(
        z.object({
          field: z.string(),
          message: z.string(),
          allowed: z.array(z.string()).optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })
export type Problem = z.infer<typeof problemSchema>

/** Content type of a problem. */
export const problemContentType = 'application/problem+json'

/** Renders an error as problem details. */
export const toProblem = (error: TapedeckError, instance?: string): Problem => ({
  type: `urn:tapedeck:error:${error.code}`,
  title: error.facts.title,
  status: error.facts.httpStatus,
  code: error.code,
  detail: error.detail,
  ...(instance === undefined ? {} : { instance }),
  ...(error.problems.length === 0
    ? {}
    : { errors: error.problems.map((problem) => ({ ...problem })) }),
})
