import { z } from 'zod'

/** A recorder as it is answered. */
export const recorderSchema = z.object({
  recorderId: z.string(),
  host: z.string(),
  capacity: z.int(),
  running: z.int(),
  updatedAt: z.iso.datetime(),
  /** Null when the recorder has not told yet. */
  spool: z
    .object({
      /** low: it takes no recording. full: it ends the newest. */
      level: z.enum(['ok', 'low', 'full']),
      usedBytes: z.int(),
      maxBytes: z.int(),
      freeBytes: z.int(),
    })
    .nullable(),
})
