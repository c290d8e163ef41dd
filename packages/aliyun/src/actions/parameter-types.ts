import { z } from 'zod'
import { parseRpcTime } from '../protocol/rpc-time.ts'

/** An issue that is told by a code of the product's error table and not by the name of its parameter. */
export const refuseWith = (
  ctx: z.RefinementCtx,
  code: string,
  path: (string | number)[] = [],
): void => {
  ctx.addIssue({ code: 'custom', path, message: code, params: { errorCode: code } })
}

/** Text. JSON parameters may hold numbers where text is meant. */
export const text = (maxLength = 256) =>
  z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(maxLength))

/** A whole number; parameters carry it as text. */
export const integer = ({ min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d{1,15}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(min).max(max))

export const boolean = () =>
  z.union([
    z.boolean(),
    z
      .string()
      .regex(/^(true|false)$/i)
      .transform((value) => value.toLowerCase() === 'true'),
  ])

/** A UTC time such as `2018-04-10T09:57:21Z`, as Unix milliseconds. */
export const time = () =>
  z.string().transform((value, ctx) => {
    const ms = parseRpcTime(value)
    if (ms !== null) return ms
    ctx.addIssue({ code: 'custom', message: 'is no time' })
    return z.NEVER
  })

/** A value that is sent as JSON text in one parameter, or flattened. */
export const json = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => {
    if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
    try {
      return JSON.parse(value) as unknown
    } catch {
      return value
    }
  }, schema)

/** A list of texts: `Ids.1=a&Ids.2=b`, JSON text, or one text. */
export const texts = (max: number) =>
  json(
    z.preprocess(
      (value) => (typeof value === 'string' ? [value] : value),
      z.array(text()).min(1).max(max),
    ),
  )

export const order = (byDefault: 'asc' | 'desc') =>
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(['asc', 'desc']))
    .default(byDefault)
