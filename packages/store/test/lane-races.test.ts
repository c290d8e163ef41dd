import type { DeliveryReceiver } from '@tapedeck/domain'
import { describe, expect } from 'vitest'
import type { Store } from '../src/index.ts'
import { storeTest } from './store-test.ts'
import { anAttempt, logEvents, relayAll, toEndpoint, toUrl } from './webhook-fixture.ts'

const recordings = ['r1', 'r2', 'r3', 'r4', 'r5']
const eventsPerRecording = 12
const receivers: DeliveryReceiver[] = [toEndpoint('end_a'), toUrl('https://b.example.org/')]

/** What each receiver was sent of each recording, by lane. */
type Received = Map<string, string[]>

/** Works on one lane until it is empty or somebody else's, as a notifier does. Every third try fails. */
const work = async (
  { deliveries }: Store,
  { lane, holder, received }: { lane: string; holder: string; received: Received },
): Promise<void> => {
  for (let tries = 0, answer = 'next'; answer === 'next'; tries++) {
    const result = await deliveries.take(lane, holder, 30_000)
    if (result.outcome !== 'taken') return
    const { delivery, event } = result.taken
    const isTaken = (delivery.attemptCount + tries) % 3 !== 2
    if (isTaken) received.set(lane, [...(received.get(lane) ?? []), event.id])
    answer = await deliveries.settle({
      lane,
      holder,
      deliveryId: delivery.id,
      attempt: anAttempt,
      outcome: isTaken ? { state: 'delivered' } : { state: 'pending', retryAtMs: 0 },
    })
  }
}

describe('lanes that many notifiers work on', () => {
  storeTest(
    'give each receiver every event of a recording once and in order',
    async ({ store, openStore, redis }) => {
      for (const id of recordings) await logEvents(store, id, eventsPerRecording)
      const lanes = (await relayAll(store, receivers)) ?? []
      const received: Received = new Map()
      const workers = [store, openStore(), openStore()]
      while ((await store.deliveries.counts()).lanes > 0)
        await Promise.all(
          workers.flatMap((worker, i) =>
            lanes.map((lane) => work(worker, { lane, holder: `w${i}`, received })),
          ),
        )
      const expected = recordings.flatMap((id) =>
        receivers.map(() => Array.from({ length: eventsPerRecording }, (_, i) => `${id}.${i}`)),
      )
      expect([...received.values()].toSorted()).toEqual(expected.toSorted())
      expect(await store.deliveries.counts()).toEqual({ pending: 0, dead: 0, lanes: 0 })
      expect(await redis.keys('tapedeck:lane*')).toEqual([])
      expect(await redis.keys('tapedeck:deliveries-pending*')).toEqual([])
    },
  )
})
