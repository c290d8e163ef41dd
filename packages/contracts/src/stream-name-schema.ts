import { z } from 'zod'

/** Longest name of a domain (RFC 1035), an application or a stream, in bytes. */
const maxDomainBytes = 253
const maxNameBytes = 255

// with underscores: they are no part of host names, but of names in container networks and of SRS's `__defaultVhost__`
const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const domainPattern = new RegExp(`^${label}(?:\\.${label})*$`)

/** A domain as it is stored: in lower case. */
export const domainNameSchema = z
  .string()
  .toLowerCase()
  .max(maxDomainBytes)
  .regex(domainPattern, 'must be a host name such as live.example.com')
  .describe('Name of a streaming domain, in lower case')

/** What is wrong with the name of an application or a stream; null when nothing is. Nearly everything is allowed. */
const nameProblem = (name: string): string | null => {
  if (name === '') return 'must not be empty'
  if (Buffer.byteLength(name) > maxNameBytes) return `must be at most ${maxNameBytes} bytes`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'must not contain control characters'
  if (!name.isWellFormed()) return 'must be well-formed Unicode'
  // no client could name them in a path
  if (name === '.' || name === '..') return 'must not be "." or ".."'
  return null
}

const name = z.string().superRefine((value, ctx) => {
  const message = nameProblem(value)
  if (message !== null) ctx.addIssue({ code: 'custom', message })
})

const oneName = name.refine((value) => value !== '*', 'must name one, not "*"')

/** What names one stream, for paths and queries: no `*`. */
export const streamNameFields = {
  domain: domainNameSchema,
  app: oneName.describe('Name of the application'),
  stream: oneName.describe('Name of the stream'),
}

/** One stream in a body. */
export const streamNameSchema = z.strictObject(streamNameFields).meta({ id: 'StreamName' })

/** The application or stream of a rule: a name, or `*` for all. */
export const patternPartSchema = name

/** `*` is stored as null. */
export const nullOfStar = (part: string | undefined): string | null =>
  part === undefined || part === '*' ? null : part
