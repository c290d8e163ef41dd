import {
  type Delivery,
  type DeliveryAttempt,
  deadReasons,
  deliveryStates,
  notifiableKinds,
  redactReceiverUrl,
  webhookDialects,
} from '@tapedeck/domain'
import { z } from 'zod'

const attemptSchema = z.object({
  at: z.iso.datetime(),
  status: z.int().nullable().describe('HTTP status; null when there was no answer'),
  latencyMs: z.number(),
  detail: z.string().describe('One sentence for people'),
  excerpt: z.string().nullable().describe('The beginning of the answer'),
})

const receiverSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('endpoint'), endpointId: z.string() }),
  z.object({
    kind: z.literal('url'),
    url: z.string().describe('A notifyUrl, its credentials left out'),
    dialect: z.enum(webhookDialects),
  }),
])

/** One event on its way to one receiver, as it is listed. */
export const deliveryViewSchema = z
  .object({
    id: z.string(),
    receiver: receiverSchema,
    eventId: z.string(),
    type: z.enum([...notifiableKinds, 'endpoint.test']),
    recordingId: z.string().nullable(),
    state: z.enum(deliveryStates),
    deadReason: z.enum(deadReasons).nullable(),
    attemptCount: z.int(),
    lastAttempt: attemptSchema.nullable(),
    replays: z.int().describe('How often it was sent again at a request'),
    createdAt: z.iso.datetime(),
    queuedAt: z.iso.datetime().describe('When it was made or last replayed'),
    nextAttemptAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Delivery' })
export type DeliveryView = z.infer<typeof deliveryViewSchema>

/** A delivery with its newest tries. */
export const deliveryWithAttemptsSchema = deliveryViewSchema
  .extend({ attempts: z.array(attemptSchema).describe('The newest, in order') })
  .meta({ id: 'DeliveryWithAttempts' })
export type DeliveryWithAttemptsView = z.infer<typeof deliveryWithAttemptsSchema>

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

const toAttemptView = ({ atMs, ...attempt }: DeliveryAttempt) => ({ at: iso(atMs), ...attempt })

const toReceiverView = (receiver: Delivery['receiver']): DeliveryView['receiver'] =>
  receiver.kind === 'endpoint' ? receiver : { ...receiver, url: redactReceiverUrl(receiver.url) }

/** A delivery as it is listed. */
export const toDeliveryView = (delivery: Delivery): DeliveryView => {
  const last = delivery.attempts.at(-1)
  return {
    id: delivery.id,
    receiver: toReceiverView(delivery.receiver),
    eventId: delivery.eventId,
    type: delivery.type,
    recordingId: delivery.recordingId,
    state: delivery.state,
    deadReason: delivery.deadReason,
    attemptCount: delivery.attemptCount,
    lastAttempt: last === undefined ? null : toAttemptView(last),
    replays: delivery.replays,
    createdAt: iso(delivery.createdAtMs),
    queuedAt: iso(delivery.queuedAtMs),
    nextAttemptAt: isoOrNull(delivery.nextAttemptAtMs),
    endedAt: isoOrNull(delivery.endedAtMs),
  }
}

/** A delivery with what became of each try. */
export const toDeliveryWithAttempts = (delivery: Delivery): DeliveryWithAttemptsView => ({
  ...toDeliveryView(delivery),
  attempts: delivery.attempts.map(toAttemptView),
})
