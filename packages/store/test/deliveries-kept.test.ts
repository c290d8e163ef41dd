import { deliveryLimits, laneOf } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { DeliveryFilter } from '../src/index.ts'
import { storeTest } from './store-test.ts'
import {
  aContext,
  anEvent,
  logEvents,
  relayAll,
  settleWith,
  takeFirst,
  toEndpoint,
  toUrl,
} from './webhook-fixture.ts'

const everything = { recordingId: null, endpointId: null, state: null }
const a = toEndpoint('end_a')
const lane = laneOf(anEvent('any'), a)
const startMs = 1_800_000_000_000

describe('deliveries', () => {
  storeTest('are listed newest first, by what is asked for', async ({ openStore }) => {
    let nowMs = startMs
    const store = openStore({ clock: () => nowMs++ })
    await logEvents(store, 'r1', 2)
    await logEvents(store, 'r2', 1)
    await relayAll(store, [a])
    await store.eventLog.add(anEvent('r1.9'), aContext())
    await relayAll(store, [toUrl('https://b.example.org/'), toEndpoint('end_c')])
    await settleWith(store, await takeFirst(store, lane), { state: 'delivered' })
    const idsOf = async (filter: Partial<DeliveryFilter>, limit = 9) => {
      const found: string[] = []
      for (let cursor: string | null = null; ; ) {
        const page: Awaited<ReturnType<typeof store.deliveries.list>> = await store.deliveries.list(
          { ...everything, ...filter },
          { cursor, limit },
        )
        found.push(...page.items.map(({ eventId }) => eventId))
        cursor = page.nextCursor
        if (cursor === null) return found
      }
    }
    expect((await idsOf({}, 2)).slice(0, 2)).toEqual(['r1.9', 'r1.9'])
    expect((await idsOf({}, 2)).slice(2).toSorted()).toEqual(['r1.0', 'r1.1', 'r2.0'])
    expect(await idsOf({ endpointId: 'end_c' })).toEqual(['r1.9'])
    expect(await idsOf({ recordingId: 'r2' })).toEqual(['r2.0'])
    expect(await idsOf({ state: 'delivered' })).toEqual(['r1.0'])
    expect(await idsOf({ recordingId: 'r1', endpointId: 'end_a', state: 'pending' })).toEqual([
      'r1.1',
    ])
    await expect(
      store.deliveries.list(everything, { cursor: 'x', limit: 1 }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  storeTest(
    'are forgotten a week after their end, with their events',
    async ({ openStore, redis }) => {
      let nowMs = startMs
      const store = openStore({ clock: () => nowMs })
      await logEvents(store, 'r1', 2)
      await relayAll(store, [a, toUrl('https://b.example.org/')])
      const other = laneOf(anEvent('any'), toUrl('https://b.example.org/'))
      await settleWith(store, await takeFirst(store, lane), { state: 'delivered' })
      nowMs += 1
      await settleWith(store, await takeFirst(store, lane), { state: 'dead', reason: 'gone' })
      await settleWith(store, await takeFirst(store, other), { state: 'delivered' })
      nowMs = startMs + deliveryLimits.keptMs
      expect(await store.deliveries.sweep(9)).toBe(1)
      expect(await redis.exists(keys.deliveryEvent('r1.0'))).toBe(1)
      nowMs += 1
      expect(await store.deliveries.sweep(1)).toBe(1)
      expect(await store.deliveries.sweep(9)).toBe(1)
      expect(await store.deliveries.sweep(9)).toBe(0)
      expect(await redis.exists(keys.deliveryEvent('r1.0'))).toBe(0)
      expect(await store.deliveries.counts()).toEqual({ pending: 1, dead: 0, lanes: 1 })
      await settleWith(store, await takeFirst(store, other), { state: 'delivered' })
      nowMs += deliveryLimits.keptMs
      expect(await store.deliveries.sweep(9)).toBe(1)
      const left = await redis.keys('tapedeck:deliver*')
      expect(left).toEqual([])
    },
  )

  storeTest('are bounded in number, the oldest go first', async ({ store, redis }) => {
    await logEvents(store, 'r1', 2)
    await relayAll(store, [a])
    await settleWith(store, await takeFirst(store, lane), { state: 'delivered' })
    await settleWith(store, await takeFirst(store, lane), { state: 'delivered' })
    const step = 5000
    for (let n = 0; n < deliveryLimits.kept; n += step) {
      const members = Array.from({ length: Math.min(step, deliveryLimits.kept - n) }, (_, i) => [
        '9000000000000',
        `~${n + i}`,
      ])
      await redis.zadd(keys.finishedDeliveries, ...members.flat())
    }
    expect(await store.deliveries.sweep(1)).toBe(1)
    expect(await store.deliveries.sweep(9)).toBe(1)
    expect(await store.deliveries.sweep(9)).toBe(0)
    expect(await redis.keys('tapedeck:delivery:*')).toEqual([])
  })
})
