import type { TestEvent } from '@tapedeck/contracts'
import { type Delivery, emptyEventContext, type StoredEndpoint } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { wakeLanes } from './wake-lanes.ts'

const idBytes = 16

/** Queues an event that tells of nothing, so that a receiver can be tried out. */
export const sendTest = async (
  context: ApiContext,
  { id: endpointId }: StoredEndpoint,
): Promise<Delivery> => {
  const event: TestEvent = {
    id: `evt_${Buffer.from(context.randomBytes(idBytes)).toString('hex')}`,
    type: 'endpoint.test',
    occurredAt: new Date(context.clock()).toISOString(),
    recordingId: null,
    generation: 0,
    data: { endpointId },
  }
  const delivery = await context.store.deliveries.send(
    { event, context: emptyEventContext },
    { kind: 'endpoint', endpointId },
  )
  await wakeLanes(context, [delivery.lane])
  return delivery
}
