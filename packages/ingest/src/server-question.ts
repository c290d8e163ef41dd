import type { IngestSource } from '@tapedeck/domain'
import { z } from 'zod'
import type { ServerAnswer, ServerClient } from './server-client.ts'

export type PollSettings = NonNullable<IngestSource['poll']>

/** What is asked of a server. */
export type ServerQuestion = {
  client: ServerClient
  poll: PollSettings
  /** The source's domain; null when the server has to tell it. */
  domain: string | null
  signal: AbortSignal
}

/** The address of a path of a server's API: the settings may name the server, or the path itself. */
export const apiUrl = (
  base: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
): URL => {
  const url = new URL(base)
  const prefix = url.pathname.replace(/\/+$/, '')
  url.pathname = prefix.endsWith(path) ? prefix : `${prefix}${path}`
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

/** @throws Error when the server did not answer 200 with JSON of this form; the message quotes nothing of it */
export const jsonAnswer = <T>(schema: z.ZodType<T>, { status, body }: ServerAnswer): T => {
  if (status !== 200) throw new Error(`the server answered ${status}`)
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new Error('the server did not answer JSON')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => issue.path.join('.') || 'body')
  throw new Error(`the answer is not understood: ${[...new Set(fields)].slice(0, 5).join(', ')}`)
}

/** Entries of a list that are of a form; what is not, for instance a stream of a name that cannot be, is left out. */
export const entriesOf = <T>(schema: z.ZodType<T>, list: readonly unknown[]): T[] =>
  list.flatMap((entry) => {
    const result = schema.safeParse(entry)
    return result.success ? [result.data] : []
  })

/** A list whose entries are looked at one by one. */
export const listField = z.array(z.unknown())
