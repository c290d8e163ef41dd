import { laneOf } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { SettleRequest, Store } from '../src/index.ts'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import {
  aContext,
  anAttempt,
  anEvent,
  relayAll,
  settleWith,
  takeFirst,
  toEndpoint,
} from './webhook-fixture.ts'

const a = toEndpoint('end_a')
const lane = laneOf(anEvent('any'), a)

/** Makes deliveries of these events, in order; 'f' is a file, 's' a start. */
const queue = async (store: Store, ids: string[]): Promise<void> => {
  for (const id of ids) {
    const type = id.startsWith('f') ? 'file.created' : 'recording.started'
    await store.eventLog.add(anEvent(id, 'r1', type), aContext({ tags: [id] }))
  }
  await relayAll(store, [a])
}

/** Takes the lane with up to so many deliveries behind the first one. */
const takeWith = async (store: Store, limit: number, holder = 'a') => {
  const taken = await takeFirst(store, lane, holder)
  const merged = await store.deliveries.following(taken.delivery, limit)
  const ids = [taken, ...merged].map(({ event }) => event.id)
  const settle = (outcome: SettleRequest['outcome']) =>
    store.deliveries.settle({
      lane,
      holder,
      deliveryId: taken.delivery.id,
      mergedIds: merged.map(({ delivery }) => delivery.id),
      attempt: anAttempt,
      outcome,
    })
  return { taken, merged, ids, settle }
}

const deliveriesOf = async (store: Store) => {
  const filter = { recordingId: 'r1', endpointId: null, state: null }
  const { items } = await store.deliveries.list(filter, { cursor: null, limit: 100 })
  return items.toSorted((one, other) => one.eventId.localeCompare(other.eventId))
}

describe('what follows a taken delivery', () => {
  storeTest('is of the same kind, in the order of its lane', async ({ store }) => {
    await queue(store, ['f1', 'f2', 'f3', 's1', 'f4'])
    const { merged } = await takeWith(store, 9)
    expect(merged).toMatchObject([
      { event: { id: 'f2', type: 'file.created' }, context: { tags: ['f2'] } },
      { event: { id: 'f3' }, context: { tags: ['f3'] }, delivery: { state: 'pending' } },
    ])
    expect((await takeWith(store, 1)).ids).toEqual(['f1', 'f2'])
    expect((await takeWith(store, 0)).ids).toEqual(['f1'])
  })

  storeTest('is nothing when it is not the first any more', async ({ store }) => {
    await queue(store, ['f1', 'f2', 'f3'])
    const { taken } = await takeWith(store, 9)
    await settleWith(store, taken, { state: 'delivered' })
    expect(await store.deliveries.following(taken.delivery, 9)).toEqual([])
  })
})

describe('deliveries that went out together', () => {
  storeTest('are delivered in one step, and the lane goes on', async ({ store }) => {
    await queue(store, ['f1', 'f2', 'f3', 'f4'])
    const { ids, settle } = await takeWith(store, 2)
    expect(ids).toEqual(['f1', 'f2', 'f3'])
    expect(await settle({ state: 'delivered' })).toBe('next')
    const delivered = { state: 'delivered', attemptCount: 1, attempts: [anAttempt] }
    expect(await deliveriesOf(store)).toMatchObject([
      ...[1, 2, 3].map(() => delivered),
      { state: 'pending', attemptCount: 0 },
    ])
    expect(await store.deliveries.counts()).toEqual({ pending: 1, dead: 0, lanes: 1 })
    const last = await takeWith(store, 9)
    expect(last.ids).toEqual(['f4'])
    expect(await last.settle({ state: 'delivered' })).toBe('empty')
  })

  storeTest('stay together for the retry, which is one failure of the lane', async ({ store }) => {
    await queue(store, ['f1', 'f2'])
    const { settle } = await takeWith(store, 9)
    expect(await settle({ state: 'pending', retryAtMs: 7 })).toBe('waiting')
    expect(await deliveriesOf(store)).toMatchObject([
      { attemptCount: 1, nextAttemptAtMs: 7 },
      { attemptCount: 1, nextAttemptAtMs: 7 },
    ])
    await queue(store, ['f3'])
    const again = await takeWith(store, 9)
    expect(again.ids).toEqual(['f1', 'f2', 'f3'])
    expect(again.taken.failures).toBe(1)
    expect(await again.settle({ state: 'delivered' })).toBe('empty')
    const counts = (await deliveriesOf(store)).map(({ attemptCount }) => attemptCount)
    expect(counts).toEqual([2, 2, 1])
  })

  storeTest('are given up together, and replayed each by itself', async ({ store, redis }) => {
    await queue(store, ['f1', 'f2', 'f3'])
    const { settle } = await takeWith(store, 9)
    expect(await settle({ state: 'dead', reason: 'gone' })).toBe('empty')
    expect(await redis.keys('tapedeck:lane*')).toEqual([])
    expect(await redis.exists(keys.pendingOfReceivers)).toBe(0)
    expect(await store.deliveries.counts()).toEqual({ pending: 0, dead: 3, lanes: 0 })
    const [, second] = await deliveriesOf(store)
    expect(second).toMatchObject({ deadReason: 'gone', attemptCount: 1 })
    await store.deliveries.replay(second?.id ?? '')
    const { ids, merged } = await takeWith(store, 9)
    expect([ids, merged]).toEqual([['f2'], []])
  })

  storeTest('are settled all or none of them', async ({ store, redis }) => {
    await queue(store, ['f1', 'f2', 'f3'])
    const { taken, merged, settle } = await takeWith(store, 9)
    const pending = async () => (await deliveriesOf(store)).map(({ state }) => state)
    const request = { lane, holder: 'a', deliveryId: taken.delivery.id, attempt: anAttempt }
    const third = merged[1]?.delivery.id ?? ''
    const outcome = { state: 'delivered' as const }
    for (const mergedIds of [[third], ['dlv_none']])
      expect(await store.deliveries.settle({ ...request, mergedIds, outcome })).toBe('stale')
    expect(await pending()).toEqual(['pending', 'pending', 'pending'])
    // its holder hung for too long
    await redis.del(keys.laneLock(lane))
    const other = await takeWith(store, 9, 'b')
    expect(await settle(outcome)).toBe('stale')
    expect(await pending()).toEqual(['pending', 'pending', 'pending'])
    expect(other.ids).toEqual(['f1', 'f2', 'f3'])
    expect(await other.settle(outcome)).toBe('empty')
  })

  storeTest('are settled once by a call that is sent twice', async ({ openStore, server }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    await queue(store, ['f1', 'f2', 'f3', 'f4'])
    const failing = await takeWith(store, 1)
    expect(await failing.settle({ state: 'pending', retryAtMs: 0 })).toBe('waiting')
    const { ids, taken, settle } = await takeWith(store, 1)
    expect([ids, taken.failures]).toEqual([['f1', 'f2'], 1])
    expect(await settle({ state: 'delivered' })).toBe('next')
    expect(await store.deliveries.counts()).toEqual({ pending: 2, dead: 0, lanes: 1 })
    expect((await takeWith(store, 9)).ids).toEqual(['f3', 'f4'])
    const counts = (await deliveriesOf(store)).map(({ attemptCount }) => attemptCount)
    expect(counts).toEqual([2, 2, 0, 0])
  })
})
