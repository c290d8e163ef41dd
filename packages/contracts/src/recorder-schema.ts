import { recorderStates } from '@tapedeck/domain'
import { z } from 'zod'

/** A recorder as it is answered. */
export const recorderViewSchema = z
  .object({
    recorderId: z.string(),
    host: z.string(),
    state: z
      .enum(recorderStates)
      .describe(
        'active: takes recordings. draining: passes them on. drained: nothing of any recording is left on it',
      ),
    capacity: z.int(),
    running: z.int(),
    updatedAt: z.iso.datetime(),
    spool: z
      .object({
        level: z
          .enum(['ok', 'low', 'full'])
          .describe('low: it takes no recording. full: it ends the newest'),
        usedBytes: z.int(),
        maxBytes: z.int(),
        freeBytes: z.int(),
      })
      .nullable()
      .describe('Null when the recorder has not told yet'),
  })
  .meta({ id: 'Recorder' })
export type RecorderView = z.infer<typeof recorderViewSchema>
