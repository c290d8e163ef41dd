import { recordingStates } from '@tapedeck/domain'
import { z } from 'zod'
import { recorderViewSchema } from './recorder-schema.ts'
import { recordingViewSchema } from './recording-schema.ts'
import { liveStreamViewSchema } from './stream-schema.ts'

/** Most recordings, and most streams, of a snapshot. */
export const maxInSnapshot = 200

/** What is live and what records at one moment, as GET /v1/live tells about once a second. */
export const liveSnapshotSchema = z
  .object({
    at: z.iso.datetime(),
    recordings: z
      .array(recordingViewSchema)
      .describe(`Those that are not final, with live figures; the newest ${maxInSnapshot}`),
    counts: z.record(z.enum(recordingStates), z.int()).describe('Recordings by state'),
    streams: z
      .array(liveStreamViewSchema)
      .describe(`Published streams by name; the first ${maxInSnapshot}`),
    recorders: z.array(recorderViewSchema),
  })
  .meta({ id: 'LiveSnapshot' })
export type LiveSnapshot = z.infer<typeof liveSnapshotSchema>
