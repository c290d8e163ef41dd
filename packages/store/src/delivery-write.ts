import type { ToldEvent } from '@tapedeck/contracts'
import {
  type Delivery,
  type DeliveryReceiver,
  newDelivery,
  receiverIdOf,
  steppedDelivery,
} from '@tapedeck/domain'
import { indexMember } from '@tapedeck/redis'

/** A delivery as the script add-deliveries.lua.ts takes it. '' stands for absent. */
type DeliveryWrite = {
  id: string
  lane: string
  state: string
  record: string
  member: string
  receiver: string
  recording: string
  endpoint: string
}

/** An event with the deliveries that are to be made of it. */
export type EntryWrite = {
  id: string
  event: string
  context: string
  deliveries: DeliveryWrite[]
}

const deliveryWrite = (delivery: Delivery): DeliveryWrite => ({
  id: delivery.id,
  lane: delivery.lane,
  state: delivery.state,
  record: JSON.stringify(delivery),
  member: indexMember(delivery.createdAtMs, delivery.id),
  receiver: receiverIdOf(delivery.receiver),
  recording: delivery.recordingId ?? '',
  endpoint: delivery.receiver.kind === 'endpoint' ? delivery.receiver.endpointId : '',
})

/**
 * What is written to make deliveries of an event.
 * @param hasRoom whether a receiver takes one more; else its delivery is dead from the beginning
 */
export const entryWrite = (
  entry: ToldEvent,
  receivers: DeliveryReceiver[],
  nowMs: number,
  hasRoom: (receiverId: string) => boolean = () => true,
): EntryWrite => ({
  id: entry.event.id,
  event: JSON.stringify(entry.event),
  context: JSON.stringify(entry.context),
  deliveries: receivers.map((receiver) => {
    const delivery = newDelivery(entry.event, receiver, nowMs)
    return deliveryWrite(
      hasRoom(receiverIdOf(receiver))
        ? delivery
        : steppedDelivery(delivery, null, { state: 'dead', reason: 'backlog_full' }, nowMs),
    )
  }),
})
