import { degradedCauses, eventKinds, recordingReasons, recordingStates } from '@tapedeck/domain'
import { z } from 'zod'
import { fileViewSchema } from './file-schema.ts'

/** An event as it is stored, streamed and posted. */
export const eventSchema = z
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
      stream: z.object({ domain: z.string(), app: z.string(), stream: z.string() }),
      file: fileViewSchema.optional().describe('file.created: the file'),
      degraded: z
        .object({ cause: z.enum(degradedCauses), detail: z.string() })
        .optional()
        .describe('recording.degraded: what is wrong'),
    }),
  })
  .meta({ id: 'Event' })
export type TapedeckEvent = z.infer<typeof eventSchema>
