import { expect, onTestFinished } from 'vitest'
import {
  addEndpoint,
  endpointSecret,
  idsOf,
  notifierTest,
  runNotifier,
  tellSkipped,
  timeoutMs,
} from './notifier-fixture.ts'

notifierTest(
  'a secret is replaced under way without a lost or refused event',
  async ({ redis, store, receiver, clock }) => {
    const [former, next] = [endpointSecret(), endpointSecret()]
    receiver.trust(former)
    const { id } = await addEndpoint(store, receiver.url, former)
    const { stop } = runNotifier(redis.url, clock)
    onTestFinished(stop)
    const told: string[] = []
    const tellSome = async (): Promise<void> => {
      for (let n = 0; n < 10; n++) told.push(await tellSkipped(store, `stream-${n % 3}`, {}))
    }
    const signaturesOfLast = async (): Promise<number | undefined> => {
      const received = await receiver.waitFor((all) => all.length >= told.length, timeoutMs)
      return received.at(-1)?.headers['webhook-signature']?.split(' ').length
    }
    await tellSome()
    expect(await signaturesOfLast()).toBe(1)
    // some are on their way while it is renewed, and while the receiver goes over to the new one
    const underWay = tellSome()
    await store.endpoints.renewSecret(id, next, clock.clock() + 3_600_000)
    await underWay
    await tellSome()
    expect(await signaturesOfLast()).toBe(2)
    const onTheWay = tellSome()
    receiver.trust(next)
    await onTheWay
    await tellSome()
    expect(await signaturesOfLast()).toBe(2)
    clock.advance(3_600_001)
    await tellSome()
    expect(await signaturesOfLast()).toBe(1)
    expect(idsOf(receiver.received).toSorted()).toEqual(told.toSorted())
    expect(receiver.rejected).toEqual([])
  },
)
