import { recordingStates } from '@tapedeck/domain'
import type { RecordingFilter } from '@tapedeck/store'
import { z } from 'zod'
import { pageQuery } from '../paging.ts'

const timestamp = z.iso.datetime({ offset: true })

/** `state=a&state=b` and `state=a,b` mean the same. */
const asList = (value: unknown): unknown => (typeof value === 'string' ? value.split(',') : value)

/** Query of GET /v1/recordings. */
export const listQuerySchema = z.strictObject({
  ...pageQuery,
  state: z
    .preprocess(asList, z.array(z.enum(recordingStates)).min(1).max(recordingStates.length))
    .optional(),
  name: z.string().min(1).max(128).optional(),
  createdAfter: timestamp.optional(),
  createdBefore: timestamp.optional(),
})

const msOrNull = (time: string | undefined): number | null =>
  time === undefined ? null : Date.parse(time)

/** The query as the store takes it. */
export const filterOf = (query: z.output<typeof listQuerySchema>): RecordingFilter => ({
  states: query.state ?? null,
  name: query.name ?? null,
  createdAfterMs: msOrNull(query.createdAfter),
  createdBeforeMs: msOrNull(query.createdBefore),
})
