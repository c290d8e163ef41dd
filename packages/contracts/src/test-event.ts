import { z } from 'zod'

/** What an endpoint is sent to try it out; it is in no log. */
export const testEventSchema = z
  .object({
    id: z.string(),
    type: z.literal('endpoint.test'),
    occurredAt: z.iso.datetime(),
    recordingId: z.null(),
    generation: z.literal(0),
    data: z.object({ endpointId: z.string() }),
  })
  .meta({ id: 'TestEvent' })
export type TestEvent = z.infer<typeof testEventSchema>
