import { deliveryLimits } from '@tapedeck/domain'
import { describe, expect, onTestFinished } from 'vitest'
import {
  deliveriesOf,
  idsOf,
  notifierTest,
  runNotifier,
  tellSkipped,
  timeoutMs,
} from './notifier-fixture.ts'

const hourMs = 3_600_000

describe('a receiver that is away', () => {
  notifierTest(
    'for almost three days gets every event when it is back, in order',
    async ({ redis, store, receiver, clock }) => {
      receiver.answer({ kind: 'close' })
      const { stop } = runNotifier(redis.url, clock)
      onTestFinished(stop)
      const streams = ['away-1', 'away-2']
      const ids: string[] = []
      for (const stream of [...streams, ...streams, ...streams])
        ids.push(await tellSkipped(store, stream, { notifyUrl: receiver.url }))
      const triesOf = async () =>
        (await deliveriesOf(store, ids)).map(({ attemptCount }) => attemptCount)
      await expect.poll(triesOf, { timeout: timeoutMs }).toEqual([1, 1, 0, 0, 0, 0])
      clock.advance(71 * hourMs)
      await expect.poll(triesOf, { timeout: timeoutMs }).toEqual([2, 2, 0, 0, 0, 0])
      receiver.answer({ kind: 'status', status: 204 })
      const before = receiver.received.length
      clock.advance(hourMs)
      await receiver.waitFor((all) => all.length >= before + 6, timeoutMs)
      const arrived = idsOf(receiver.received.slice(before))
      for (const stream of streams)
        expect(arrived.filter((id) => id.includes(stream))).toEqual(
          ids.filter((id) => id.includes(stream)),
        )
      await expect.poll(() => store.deliveries.counts()).toMatchObject({ pending: 0, dead: 0 })
    },
  )

  notifierTest(
    'for longer is given up on after one try of each, and can be sent all of it again',
    async ({ redis, store, receiver, clock }) => {
      receiver.answer({ kind: 'status', status: 503 })
      const { stop, metrics } = runNotifier(redis.url, clock)
      onTestFinished(stop)
      const ids: string[] = []
      for (let n = 0; n < 3; n++)
        ids.push(await tellSkipped(store, 'lost', { notifyUrl: receiver.url }))
      const lost = () => deliveriesOf(store, ids)
      await receiver.waitFor((all) => all.length === 1, timeoutMs)
      await expect.poll(async () => (await lost())[0]?.attemptCount).toBe(1)
      clock.advance(deliveryLimits.maxAgeMs)
      await expect
        .poll(async () => (await lost()).map(({ state }) => state), { timeout: timeoutMs })
        .toEqual(['dead', 'dead', 'dead'])
      expect(await lost()).toMatchObject([
        { deadReason: 'expired', attemptCount: 2 },
        { deadReason: 'expired', attemptCount: 1 },
        { deadReason: 'expired', attemptCount: 1 },
      ])
      expect(await metrics.render()).toMatch(/reason="expired",app="notifier"\} 3/)
      receiver.answer({ kind: 'status', status: 204 })
      const before = receiver.received.length
      for (const { id } of await lost()) await store.deliveries.replay(id)
      await receiver.waitFor((all) => all.length >= before + 3, timeoutMs)
      expect(idsOf(receiver.received.slice(before))).toEqual(ids)
    },
  )
})

notifierTest(
  'an event that waits for a notifier for longer is tried all the same',
  async ({ redis, store, receiver, clock }) => {
    const id = await tellSkipped(store, 'unattended', { notifyUrl: receiver.url })
    const first = runNotifier(redis.url, clock)
    await receiver.waitFor((all) => all.length === 1, timeoutMs)
    await first.stop()
    const [delivery] = await deliveriesOf(store, [id])
    await store.deliveries.replay(delivery?.id ?? '')
    clock.advance(4 * 24 * hourMs)
    const { stop } = runNotifier(redis.url, clock)
    onTestFinished(stop)
    await receiver.waitFor((all) => all.length === 2, timeoutMs)
    await expect.poll(() => store.deliveries.counts()).toMatchObject({ pending: 0 })
    expect(await store.deliveries.get(delivery?.id ?? '')).toMatchObject({ state: 'delivered' })
  },
)
