import { fieldProblems } from '@tapedeck/contracts'
import { z } from 'zod'
import { CdnetworksError } from './cdnetworks-error.ts'

/** Objects without their nulls: serializers that send every field send null for those that nobody set. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([name, inner]) => [name, withoutNulls(inner)]),
  )
}

/**
 * Reads what a request says; fields that are not known are left out.
 * @throws CdnetworksError 400, naming every field that is wrong
 */
export const readFields = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(withoutNulls(value ?? {}))
  if (result.success) return result.data
  const problems = fieldProblems(result.error.issues)
  throw new CdnetworksError(
    'PARAMETER_INVALID',
    problems.map(({ field, message }) => `${field || 'body'}: ${message}`).join('; '),
  )
}

/**
 * The body as JSON; an empty one says nothing.
 * @throws CdnetworksError 400
 */
export const readJson = (body: Uint8Array): unknown => {
  const text = Buffer.from(body).toString()
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new CdnetworksError('BODY_NOT_JSON', 'The body is not JSON.', { cause })
  }
}

/** A whole number from 0 on, also as text: queries have nothing else. */
export const wholeNumber = z
  .union([
    z.int().min(0),
    z
      .string()
      .regex(/^\d{1,15}$/, 'must be a whole number')
      .transform(Number),
  ])
  .pipe(z.int().min(0))

/** 0 or 1. */
export const zeroOrOne = wholeNumber.refine((value) => value <= 1, 'must be 0 or 1')

/** The id of a template: text as it was answered to Add, or the number that Query answers. */
export const templateIdField = z
  .union([z.string(), z.int().transform(String)])
  .pipe(z.string().regex(/^\d{1,15}$/, 'must be the id of a template'))

/** A text by which a query filters; '' asks for nothing. */
export const filterField = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value))

/** The id of a template by which a query filters; '' asks for nothing. */
export const templateFilterField = z
  .union([z.string(), z.int().transform(String)])
  .optional()
  .transform((value) => (value === '' ? undefined : value))

/** Which page of a listing, from 1 on, and how long its pages are. */
export const pageFields = (size: { max: number; default: number }) => ({
  pageNum: wholeNumber.pipe(z.int().min(1)).default(1),
  pageSize: wholeNumber.pipe(z.int().min(1).max(size.max)).default(size.default),
})
