import { keys, type RedisClient } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { Store } from '../src/index.ts'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import { logEvents, toEndpoint, told } from './webhook-fixture.ts'

const receivers = [toEndpoint('end_a')]

/** Relays so many events, or all; what is told to have been missed. */
const relay = async (store: Store, count = 10_000): Promise<number | undefined> => {
  const { cursor, entries } = await store.relay.read({ count, blockMs: 1 })
  return (await store.relay.advance(cursor, told(entries, receivers)))?.missed
}

/** As the bound of the log does when too many events come. */
const cutOff = (redis: RedisClient, kept: number): Promise<number> =>
  redis.xtrim(keys.eventLog, 'MAXLEN', '=', kept)

describe('events that are cut off before they are relayed', () => {
  storeTest('are told of once', async ({ store, redis }) => {
    await logEvents(store, 'r1', 10)
    expect(await relay(store, 2)).toBe(0)
    await cutOff(redis, 5)
    expect(await relay(store, 1)).toBe(3)
    expect(await relay(store, 1)).toBe(0)
    await cutOff(redis, 1)
    expect(await relay(store)).toBe(2)
    await logEvents(store, 'r2', 3)
    await cutOff(redis, 1)
    expect(await relay(store)).toBe(2)
    expect((await store.deliveries.counts()).pending).toBe(6)
  })

  storeTest('are told of where none was relayed before', async ({ store, redis }) => {
    await logEvents(store, 'r1', 7)
    await cutOff(redis, 3)
    expect(await relay(store)).toBe(4)
  })

  storeTest('are none when all of them were relayed', async ({ store, redis }) => {
    await logEvents(store, 'r1', 6)
    expect(await relay(store, 5)).toBe(0)
    await cutOff(redis, 1)
    expect(await relay(store)).toBe(0)
    await logEvents(store, 'r2', 1)
    await cutOff(redis, 1)
    expect(await relay(store)).toBe(0)
    await store.eventLog.trim(Date.now() + 365 * 24 * 3_600_000)
    await logEvents(store, 'r3', 1)
    expect(await relay(store)).toBe(0)
  })

  storeTest('are not those that were read in time', async ({ store, redis }) => {
    await logEvents(store, 'r1', 9)
    await relay(store, 1)
    const { cursor, entries } = await store.relay.read({ count: 2, blockMs: 1 })
    await cutOff(redis, 2)
    expect(await store.relay.advance(cursor, told(entries, receivers))).toMatchObject({ missed: 0 })
    expect(await relay(store)).toBe(4)
    expect((await store.deliveries.counts()).pending).toBe(5)
  })

  storeTest('are told of in a step of several', async ({ store, redis }) => {
    await logEvents(store, 'r1', 12)
    await relay(store, 2)
    await cutOff(redis, 5)
    const many = Array.from({ length: 450 }, (_, n) => toEndpoint(`end_${n}`))
    const { cursor, entries } = await store.relay.read({ count: 9, blockMs: 1 })
    expect(await store.relay.advance(cursor, told(entries, many))).toMatchObject({ missed: 5 })
  })

  storeTest('are told of again when the answer was lost', async ({ openStore, server, redis }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    await logEvents(store, 'r1', 6)
    await relay(store, 1)
    await cutOff(redis, 2)
    expect(await relay(store, 1)).toBe(3)
    expect(await relay(store, 1)).toBe(0)
  })

  storeTest('are not made up of a cursor that a former version left', async ({ store, redis }) => {
    await logEvents(store, 'r1', 6)
    await relay(store, 2)
    const { entries } = await store.relay.read({ count: 1, blockMs: 1 })
    await redis.hset(keys.relay, 'cursor', entries[0]?.entryId ?? '')
    await cutOff(redis, 2)
    // of how many events it was behind is not known
    expect(await relay(store)).toBe(0)
    await logEvents(store, 'r2', 3)
    await cutOff(redis, 1)
    expect(await relay(store)).toBe(2)
  })
})
