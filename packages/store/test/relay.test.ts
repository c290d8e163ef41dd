import { deliveryIdOf, deliveryLimits, laneOf, receiverIdOf } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { doublingRedis } from './doubling-redis.ts'
import { startRecording, storeTest } from './store-test.ts'
import {
  aContext,
  anEvent,
  logEvents,
  relayAll,
  settleWith,
  takeFirst,
  toEndpoint,
  told,
  toUrl,
} from './webhook-fixture.ts'

const everything = { recordingId: null, endpointId: null, state: null }
const a = toEndpoint('end_a')
const b = toUrl('https://b.example.org/')

describe('the relay', () => {
  storeTest('makes a delivery per event and receiver, in order', async ({ store }) => {
    await logEvents(store, 'r1', 3)
    await logEvents(store, 'r2', 1)
    expect(await store.relay.depth()).toBe(4)
    const lanes = await relayAll(store, [a, b])
    const expected = ['r1', 'r2'].flatMap((id) =>
      [a, b].map((receiver) => laneOf(anEvent('any', id), receiver)),
    )
    expect(lanes?.toSorted()).toEqual(expected.toSorted())
    expect(await store.relay.depth()).toBe(0)
    expect(await store.deliveries.counts()).toEqual({ pending: 8, dead: 0, lanes: 4 })
    const lane = laneOf(anEvent('any', 'r1'), a)
    const sent: string[] = []
    for (let answer = 'next'; answer === 'next'; ) {
      const taken = await takeFirst(store, lane)
      expect(taken).toMatchObject({ event: anEvent(taken.event.id), context: aContext() })
      sent.push(taken.event.id)
      answer = await settleWith(store, taken, { state: 'delivered' })
    }
    expect(sent).toEqual(['r1.0', 'r1.1', 'r1.2'])
  })

  storeTest('is not doubled or reordered by two notifiers', async ({ store, openStore }) => {
    await logEvents(store, 'r1', 40)
    const stores = [store, openStore(), openStore()]
    const outcomes = { advanced: 0, raced: 0 }
    const run = async (reader: typeof store): Promise<void> => {
      for (;;) {
        const { cursor, entries } = await reader.relay.read({ count: 3, blockMs: 1 })
        if (entries.length === 0) return
        const lanes = await reader.relay.advance(cursor, told(entries, [a]))
        outcomes[lanes === null ? 'raced' : 'advanced'] += 1
      }
    }
    await Promise.all(stores.map(run))
    expect(outcomes.advanced).toBe(14)
    const lane = laneOf(anEvent('any'), a)
    const sent: string[] = []
    for (let answer = 'next'; answer === 'next'; ) {
      const taken = await takeFirst(store, lane)
      sent.push(taken.event.id)
      answer = await settleWith(store, taken, { state: 'delivered' })
    }
    expect(sent).toEqual(Array.from({ length: 40 }, (_, i) => `r1.${i}`))
  })

  storeTest('refuses a cursor that was moved', async ({ store }) => {
    await logEvents(store, 'r1', 2)
    const { cursor, entries } = await store.relay.read({ count: 1, blockMs: 1 })
    expect((await store.relay.advance(cursor, told(entries, [a])))?.lanes).toHaveLength(1)
    expect(await store.relay.advance(cursor, told(entries, [b]))).toBeNull()
    expect(await store.deliveries.counts()).toMatchObject({ pending: 1 })
    expect((await store.relay.read({ count: 9, blockMs: 1 })).entries).toHaveLength(1)
  })

  storeTest('answers the same when it is sent twice', async ({ openStore, server }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    await logEvents(store, 'r1', 2)
    expect(await relayAll(store, [a, b])).toHaveLength(2)
    expect(await store.deliveries.counts()).toEqual({ pending: 4, dead: 0, lanes: 2 })
  })

  storeTest('leaves what exists as it is', async ({ store, redis }) => {
    await logEvents(store, 'r1', 2)
    await relayAll(store, [a])
    const taken = await takeFirst(store, laneOf(anEvent('any'), a))
    await settleWith(store, taken, { state: 'delivered' })
    await store.deliveries.release(taken.delivery.lane, 'a', 0)
    await redis.del(keys.relay)
    expect(await relayAll(store, [a])).toEqual([taken.delivery.lane])
    expect(await store.deliveries.counts()).toMatchObject({ pending: 1, lanes: 1 })
    expect((await takeFirst(store, taken.delivery.lane)).event.id).toBe('r1.1')
  })

  storeTest('names no lane that is worked on or left alone', async ({ store }) => {
    await logEvents(store, 'r1', 1)
    const [lane = ''] = (await relayAll(store, [a])) ?? []
    const taken = await takeFirst(store, lane)
    await store.eventLog.add(anEvent('r1.1'), aContext())
    expect(await relayAll(store, [a])).toEqual([])
    const retryAtMs = Date.now() + 60_000
    await settleWith(store, taken, { state: 'pending', retryAtMs })
    await store.eventLog.add(anEvent('r1.2'), aContext())
    expect(await relayAll(store, [a])).toEqual([])
  })

  storeTest('passes entries that nobody receives', async ({ store }) => {
    await logEvents(store, 'r1', 3)
    expect(await relayAll(store, [])).toEqual([])
    expect(await store.relay.depth()).toBe(0)
    expect(await store.deliveries.list(everything, { cursor: null, limit: 9 })).toEqual({
      items: [],
      nextCursor: null,
    })
  })

  storeTest('makes more than a step holds', async ({ store }) => {
    await logEvents(store, 'r1', 5)
    const many = Array.from({ length: 450 }, (_, i) => toEndpoint(`end_${i}`))
    expect(await relayAll(store, many)).toHaveLength(450)
    expect(await store.deliveries.counts()).toEqual({ pending: 2250, dead: 0, lanes: 450 })
    expect(await store.relay.depth()).toBe(0)
  })

  storeTest('waits for an event', async ({ store, openStore }) => {
    const reading = store.relay.read({ count: 9, blockMs: 30_000 })
    await startRecording(openStore(), 'r1')
    expect((await reading).entries.map(({ event }) => event.type)).toEqual(['recording.started'])
  })

  storeTest('ends a waiting read when the store closes', async ({ openStore, redis }) => {
    const store = openStore()
    const reading = store.relay.read({ count: 9, blockMs: 30_000 })
    await expect.poll(async () => String(await redis.client('LIST'))).toContain('cmd=xread ')
    await store.close()
    expect((await reading).entries).toEqual([])
  })

  storeTest('has one leader at a time', async ({ store, redis }) => {
    expect(await store.relay.lead('a', 60_000)).toBe(true)
    expect(await store.relay.lead('b', 60_000)).toBe(false)
    expect(await store.relay.lead('a', 60_000)).toBe(true)
    await redis.pexpire(keys.relayLead, 1)
    await expect.poll(() => store.relay.lead('b', 60_000)).toBe(true)
    expect(await store.relay.lead('a', 60_000)).toBe(false)
  })

  storeTest('gives a receiver with too long a backlog dead ones', async ({ store, redis }) => {
    const receiver = receiverIdOf(a)
    await redis.hset(keys.pendingOfReceivers, receiver, deliveryLimits.pendingPerReceiver - 1)
    await logEvents(store, 'r1', 2)
    await relayAll(store, [a, b])
    expect(await store.deliveries.counts()).toMatchObject({ pending: 3, dead: 1 })
    const id = deliveryIdOf('r1.1', a)
    expect(await store.deliveries.get(id)).toMatchObject({
      state: 'dead',
      deadReason: 'backlog_full',
      attemptCount: 0,
    })
    expect(await store.deliveries.replay(id)).toMatchObject({ outcome: 'queued' })
    expect(await redis.hget(keys.pendingOfReceivers, receiver)).toBe(
      String(deliveryLimits.pendingPerReceiver + 1),
    )
  })
})
