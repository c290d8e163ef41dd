import { z } from 'zod'
import { eventSchema } from './event-schema.ts'
import { streamNameSchema } from './stream-name-schema.ts'

/** Wakes a recorder for one recording. Holds no URL and no secret: the recorder reads the record itself. */
export const recordJobSchema = z.strictObject({ recordingId: z.string() })
export type RecordJob = z.infer<typeof recordJobSchema>

/** Wakes a notifier for one lane of deliveries. Holds no URL, no secret and no event: the notifier takes the lane itself. */
export const deliveryJobSchema = z.strictObject({ lane: z.string() })
export type DeliveryJob = z.infer<typeof deliveryJobSchema>

/** What a delivery job was before there were lanes: may still be in the queue when a service is updated. */
export const formerDeliveryJobSchema = z.strictObject({ url: z.string(), event: eventSchema })
export type FormerDeliveryJob = z.infer<typeof formerDeliveryJobSchema>

/** Every job that the delivery queue may hold. */
export const queuedDeliverySchema = z.union([deliveryJobSchema, formerDeliveryJobSchema])
export type QueuedDelivery = z.infer<typeof queuedDeliverySchema>

/** Has a stored file read back, compared and decoded. The recorder reads the file's record itself. */
export const checkJobSchema = z.strictObject({ recordingId: z.string(), fileId: z.string() })
export type CheckJob = z.infer<typeof checkJobSchema>

/** Has the on-demand callback of a stream asked, for one publication. The reconciler reads the stream's record itself. */
export const askJobSchema = streamNameSchema.extend({ publicationId: z.string() })
export type AskJob = z.infer<typeof askJobSchema>

/** One beat of a schedule. */
export const tickJobSchema = z.strictObject({ schedule: z.string() })
export type TickJob = z.infer<typeof tickJobSchema>
