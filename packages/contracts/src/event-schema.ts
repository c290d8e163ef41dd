import {
  degradedCauses,
  eventKinds,
  recordingReasons,
  recordingStates,
  skipReasons,
} from '@tapedeck/domain'
import { z } from 'zod'
import { fileViewSchema } from './file-schema.ts'

const streamOfEventSchema = z.object({ domain: z.string(), app: z.string(), stream: z.string() })

/** An event of a recording as it is stored, streamed and posted. */
export const recordingEventSchema = z
  .object({
    id: z.string(),
    type: z.enum(eventKinds),
    occurredAt: z.iso.datetime(),
    recordingId: z.string(),
    generation: z.int(),
    data: z.object({
      name: z.string().nullable(),
      state: z.enum(recordingStates),
      reason: z.enum(recordingReasons).nullable(),
      reasonDetail: z.string().nullable(),
      stream: streamOfEventSchema,
      file: fileViewSchema.optional().describe('file.created: the file'),
      degraded: z
        .object({ cause: z.enum(degradedCauses), detail: z.string() })
        .optional()
        .describe('recording.degraded: what is wrong'),
    }),
  })
  .meta({ id: 'RecordingEvent' })
export type RecordingEvent = z.infer<typeof recordingEventSchema>

/** A published stream that a rule wants is not recorded; there is no recording that could tell of it. */
export const streamSkippedEventSchema = z
  .object({
    id: z.string(),
    type: z.literal('stream.skipped'),
    occurredAt: z.iso.datetime(),
    recordingId: z.null(),
    generation: z.literal(0),
    data: z.object({
      stream: streamOfEventSchema,
      reason: z.enum(skipReasons),
      detail: z.string().describe('One sentence for people'),
      ruleId: z.string().nullable(),
      publicationId: z.string().nullable(),
    }),
  })
  .meta({ id: 'StreamSkippedEvent' })
export type StreamSkippedEvent = z.infer<typeof streamSkippedEventSchema>

/** Every event as it is stored, streamed and posted. */
export const eventSchema = z
  .discriminatedUnion('type', [recordingEventSchema, streamSkippedEventSchema])
  .meta({ id: 'Event' })
export type TapedeckEvent = z.infer<typeof eventSchema>
