import type { IngestSource } from '@tapedeck/domain'
import { z } from 'zod'
import { sourceFields, sourceSchema, toSource } from './source-schema.ts'
import { parseInput } from './validation.ts'

const { name, kind, domain, poll } = sourceFields
const { url, intervalSeconds, user, password } = poll.shape

/** What is to be changed of a source; what is absent stays. */
export const sourceChangeSchema = z
  .strictObject({
    name: name.optional(),
    kind: kind.optional(),
    domain: domain.nullish().describe('Null: what notifications say (vhost, tcUrl)'),
    poll: z
      .strictObject({
        url: url.optional(),
        intervalSeconds,
        user: user.nullable(),
        password: password.nullable().describe('Never shown; null takes it away'),
      })
      .nullish()
      .describe('Its fields one by one; null takes it away'),
  })
  .meta({ id: 'SourceChangeInput' })
export type SourceChange = z.infer<typeof sourceChangeSchema>

/** Without those that are null or undefined. */
const present = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null))

const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const changedPoll = (known: IngestSource['poll'], change: SourceChange['poll']): object | null => {
  if (change === null) return null
  if (change === undefined && known === null) return null
  return present({ ...known, ...given(change ?? {}) })
}

/**
 * The source with a change made; the password of its poll stays unless the change gives another.
 * @throws TapedeckError INPUT_INVALID
 */
export const changedSource = (
  { name, kind, domain, poll }: IngestSource,
  { poll: pollChange, ...change }: SourceChange,
): IngestSource =>
  toSource(
    parseInput(
      sourceSchema,
      present({
        ...{ name, kind, domain },
        ...given(change),
        poll: changedPoll(poll, pollChange),
      }),
    ),
  )
