import { createHash } from 'node:crypto'
import type { Delivery, DeliveryReceiver } from './delivery.ts'
import type { StreamName } from './recording.ts'

/** What of an event its deliveries are named by. */
export type DeliverableEvent = {
  id: string
  type: Delivery['type']
  recordingId: string | null
  data: { stream: StreamName } | { endpointId: string }
}

const hashOf = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

/** Names a receiver without its URL, which may carry secrets. */
export const receiverIdOf = (receiver: DeliveryReceiver): string =>
  receiver.kind === 'endpoint'
    ? receiver.endpointId
    : `url_${hashOf(receiver.dialect, receiver.url)}`

/** The id of a delivery: the same event for the same receiver has the same one. */
export const deliveryIdOf = (eventId: string, receiver: DeliveryReceiver): string =>
  `dlv_${hashOf(eventId, receiverIdOf(receiver))}`

const subjectOf = ({ id, recordingId, data }: DeliverableEvent): string[] => {
  if (recordingId !== null) return ['recording', recordingId]
  if (!('stream' in data)) return ['event', id]
  const { domain, app, stream } = data.stream
  return ['stream', domain, app, stream]
}

/**
 * The lane of a delivery: one per receiver and recording; for a stream's own events per receiver and stream. What an endpoint is
 * sent to try it out has a lane of its own, so that it waits for nothing.
 */
export const laneOf = (event: DeliverableEvent, receiver: DeliveryReceiver): string =>
  `lane_${hashOf(receiverIdOf(receiver), ...subjectOf(event))}`
