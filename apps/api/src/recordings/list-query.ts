import { recordingStates } from '@tapedeck/domain'
import type { RecordingFilter } from '@tapedeck/store'
import { z } from 'zod'
import { pageQuery } from '../paging.ts'

const timestamp = z.iso.datetime({ offset: true })

/** `state=a&state=b` and `state=a,b` mean the same. */
const asList = (value: unknown): unknown => (typeof value === 'string' ? value.split(',') : value)

/** A part of a stream's name, as a whole. */
const part = z.string().min(1).max(255)

/** Query of GET /v1/recordings. */
export const listQuerySchema = z.strictObject({
  ...pageQuery,
  state: z
    .preprocess(asList, z.array(z.enum(recordingStates)).min(1).max(recordingStates.length))
    .optional(),
  name: z.string().min(1).max(128).optional(),
  domain: part
    .toLowerCase()
    .optional()
    .describe("Domain of the stream, or the host of a recording's own URL"),
  app: part.optional().describe('Application of the stream'),
  stream: part.optional().describe('Name of the stream'),
  createdAfter: timestamp.optional(),
  createdBefore: timestamp.optional(),
})

const msOrNull = (time: string | undefined): number | null =>
  time === undefined ? null : Date.parse(time)

/** The query as the store takes it. */
export const filterOf = (query: z.output<typeof listQuerySchema>): RecordingFilter => ({
  states: query.state ?? null,
  name: query.name ?? null,
  stream: {
    ...(query.domain === undefined ? {} : { domain: query.domain }),
    ...(query.app === undefined ? {} : { app: query.app }),
    ...(query.stream === undefined ? {} : { stream: query.stream }),
  },
  createdAfterMs: msOrNull(query.createdAfter),
  createdBeforeMs: msOrNull(query.createdBefore),
})
