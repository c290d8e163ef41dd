import { z } from 'zod'
import { entryIdPattern } from './entry-id.ts'
import { eventSchema } from './event-schema.ts'

/** A place in the log of all events: the `nextCursor` of a page, or a time in Unix milliseconds. */
export const logCursorSchema = z
  .string()
  .regex(entryIdPattern, 'must be the nextCursor of a page, or Unix milliseconds')

/** Some events of the log, in order. */
export const eventLogPageSchema = z
  .object({
    items: z.array(eventSchema),
    nextCursor: z.string().describe('Give it as `cursor` to go on'),
    hasMissed: z
      .boolean()
      .describe(
        'What came next after the given cursor is not kept any more: events may be missing',
      ),
  })
  .meta({ id: 'EventLogPage' })

const timestamp = z.iso.datetime({ offset: true })

/** Of which time an endpoint is to be told again. */
export const endpointReplaySchema = z
  .strictObject({
    from: timestamp,
    to: timestamp.optional().describe('Now when absent'),
    cursor: logCursorSchema.optional().describe('The `nextCursor` of the answer before'),
  })
  .superRefine(({ from, to }, ctx) => {
    if (to !== undefined && Date.parse(to) < Date.parse(from))
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'must not be before from' })
  })
  .meta({ id: 'EndpointReplayInput' })

/** What became of a replay. */
export const endpointReplayResultSchema = z
  .object({
    queued: z.int().describe('Events that are sent, or still were to be'),
    nextCursor: z
      .string()
      .nullable()
      .describe('Not everything was looked at: ask again with it. Null when all was'),
  })
  .meta({ id: 'EndpointReplayResult' })
export type EndpointReplayResult = z.infer<typeof endpointReplayResultSchema>
