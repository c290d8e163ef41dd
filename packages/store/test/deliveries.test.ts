import { deliveryIdOf, laneOf } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import {
  aContext,
  anAttempt,
  anEvent,
  logEvents,
  relayAll,
  settleWith,
  takeFirst,
  toEndpoint,
  toUrl,
} from './webhook-fixture.ts'

const a = toEndpoint('end_a')
const lane = laneOf(anEvent('any'), a)
const startMs = 1_800_000_000_000

describe('a lane', () => {
  storeTest('is held by one at a time, who may take it again', async ({ store }) => {
    await logEvents(store, 'r1', 2)
    await relayAll(store, [a])
    const first = await takeFirst(store, lane, 'a')
    expect(await takeFirst(store, lane, 'a')).toEqual(first)
    const other = await store.deliveries.take(lane, 'b', 30_000)
    expect(other).toMatchObject({ outcome: 'waiting' })
    const untilMs = other.outcome === 'waiting' ? other.untilMs : 0
    expect(untilMs).toBeGreaterThan(Date.now() + 20_000)
    expect(untilMs).toBeLessThanOrEqual(Date.now() + 30_000)
  })

  storeTest('goes to the next when its holder is gone', async ({ store, redis }) => {
    await logEvents(store, 'r1', 1)
    await relayAll(store, [a])
    const dead = await takeFirst(store, lane, 'dead')
    await redis.pexpire(keys.laneLock(lane), 1)
    await expect
      .poll(async () => (await store.deliveries.take(lane, 'living', 30_000)).outcome)
      .toBe('taken')
    expect(await settleWith(store, dead, { state: 'delivered' }, 'dead')).toBe('stale')
    expect((await store.deliveries.get(dead.delivery.id))?.state).toBe('pending')
    expect(await settleWith(store, dead, { state: 'delivered' }, 'living')).toBe('empty')
    expect(await settleWith(store, dead, { state: 'delivered' }, 'living')).toBe('stale')
  })

  storeTest('is left alone until the retry, and counts failures', async ({ openStore }) => {
    let nowMs = startMs
    const store = openStore({ clock: () => nowMs })
    await logEvents(store, 'r1', 2)
    await relayAll(store, [a])
    for (const failures of [0, 1, 2]) {
      const taken = await takeFirst(store, lane, `run ${failures}`)
      expect(taken).toMatchObject({ failures, event: { id: 'r1.0' } })
      expect(taken.delivery).toMatchObject({ attemptCount: failures, nextAttemptAtMs: nowMs })
      const retryAtMs = nowMs + 5000
      const outcome = { state: 'pending' as const, retryAtMs }
      expect(await settleWith(store, taken, outcome, `run ${failures}`)).toBe('waiting')
      nowMs = retryAtMs - 1
      expect(await store.deliveries.take(lane, 'early', 30_000)).toEqual({
        outcome: 'waiting',
        untilMs: retryAtMs,
      })
      nowMs = retryAtMs
    }
    const taken = await takeFirst(store, lane)
    expect(await settleWith(store, taken, { state: 'delivered' })).toBe('next')
    expect(await store.deliveries.get(taken.delivery.id)).toMatchObject({
      state: 'delivered',
      attemptCount: 4,
      attempts: [anAttempt, anAttempt, anAttempt, anAttempt],
      nextAttemptAtMs: null,
      endedAtMs: nowMs,
    })
    expect(await takeFirst(store, lane)).toMatchObject({ failures: 0, event: { id: 'r1.1' } })
  })

  storeTest('goes on behind a dead one, whose receiver still fails', async ({ store }) => {
    await logEvents(store, 'r1', 2)
    await relayAll(store, [a])
    const first = await takeFirst(store, lane)
    await settleWith(store, first, { state: 'pending', retryAtMs: 0 })
    const again = await takeFirst(store, lane)
    expect(await settleWith(store, again, { state: 'dead', reason: 'expired' })).toBe('next')
    expect(await takeFirst(store, lane)).toMatchObject({ failures: 1, event: { id: 'r1.1' } })
    expect(await store.deliveries.get(first.delivery.id)).toMatchObject({
      state: 'dead',
      deadReason: 'expired',
    })
    expect(await store.deliveries.counts()).toEqual({ pending: 1, dead: 1, lanes: 1 })
  })

  storeTest('may be given back without a try', async ({ openStore }) => {
    let nowMs = startMs
    const store = openStore({ clock: () => nowMs })
    await logEvents(store, 'r1', 1)
    await relayAll(store, [a])
    await takeFirst(store, lane, 'a')
    await store.deliveries.release(lane, 'b', nowMs + 1)
    expect(await store.deliveries.take(lane, 'b', 30_000)).toMatchObject({ outcome: 'waiting' })
    await store.deliveries.release(lane, 'a', nowMs + 1000)
    const waiting = { outcome: 'waiting', untilMs: nowMs + 1000 }
    expect(await store.deliveries.take(lane, 'b', 30_000)).toEqual(waiting)
    nowMs += 1000
    expect(await takeFirst(store, lane, 'b')).toMatchObject({ failures: 0 })
  })

  storeTest('leaves nothing behind when it is empty', async ({ store, redis }) => {
    await logEvents(store, 'r1', 1)
    await relayAll(store, [a])
    const taken = await takeFirst(store, lane)
    await settleWith(store, taken, { state: 'pending', retryAtMs: 0 })
    const last = await takeFirst(store, lane)
    expect(await settleWith(store, last, { state: 'dead', reason: 'gone' })).toBe('empty')
    expect(await redis.keys('tapedeck:lane*')).toEqual([])
    expect(await redis.exists(keys.pendingOfReceivers)).toBe(0)
    expect(await store.deliveries.take(lane, 'a', 30_000)).toEqual({ outcome: 'empty' })
    expect(await redis.keys('tapedeck:lane*')).toEqual([])
  })

  storeTest('does not hold up another', async ({ store }) => {
    await logEvents(store, 'r1', 2)
    await logEvents(store, 'r2', 1)
    await relayAll(store, [a, toUrl('https://b.example.org/')])
    await takeFirst(store, lane, 'slow')
    const others = [
      laneOf(anEvent('any', 'r2'), a),
      laneOf(anEvent('any'), toUrl('https://b.example.org/')),
    ]
    for (const other of others) await takeFirst(store, other, 'quick')
  })

  storeTest('is told when nobody works on it', async ({ openStore }) => {
    let nowMs = startMs
    const store = openStore({ clock: () => nowMs })
    await logEvents(store, 'r1', 1)
    await logEvents(store, 'r2', 1)
    await relayAll(store, [a])
    const taken = await takeFirst(store, lane, 'a', 30_000)
    const other = laneOf(anEvent('any', 'r2'), a)
    expect(await store.deliveries.overdue(10_000, 9)).toEqual([])
    nowMs += 10_000
    expect(await store.deliveries.overdue(10_000, 9)).toEqual([other])
    expect(await store.deliveries.overdue(10_000, 9)).toEqual([])
    nowMs += 10_000
    expect(await store.deliveries.overdue(10_000, 9)).toEqual([other])
    // the holder died
    nowMs += 20_000
    expect((await store.deliveries.overdue(10_000, 9)).toSorted()).toEqual([lane, other].toSorted())
    await settleWith(store, taken, { state: 'pending', retryAtMs: nowMs + 60_000 })
    nowMs += 60_000
    expect(await store.deliveries.overdue(10_000, 9)).toEqual([other])
    nowMs += 10_000
    expect(await store.deliveries.overdue(10_000, 1)).toHaveLength(1)
    expect(await store.deliveries.overdue(10_000, 1)).toHaveLength(1)
    expect(await store.deliveries.overdue(10_000, 1)).toEqual([])
  })

  storeTest('is worked on by calls that are sent twice', async ({ openStore, server }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    await logEvents(store, 'r1', 3)
    await relayAll(store, [a])
    expect(await settleWith(store, await takeFirst(store, lane), { state: 'delivered' })).toBe(
      'next',
    )
    const retry = { state: 'pending' as const, retryAtMs: 0 }
    expect(await settleWith(store, await takeFirst(store, lane), retry)).toBe('waiting')
    const taken = await takeFirst(store, lane)
    expect(taken).toMatchObject({ failures: 1, event: { id: 'r1.1' } })
    expect(await settleWith(store, taken, { state: 'dead', reason: 'gone' })).toBe('next')
    expect(await settleWith(store, await takeFirst(store, lane), { state: 'delivered' })).toBe(
      'empty',
    )
    expect(await store.deliveries.counts()).toEqual({ pending: 0, dead: 1, lanes: 0 })
    expect((await store.deliveries.replay(taken.delivery.id)).outcome).toBe('queued')
    expect(await store.deliveries.counts()).toEqual({ pending: 1, dead: 0, lanes: 1 })
  })
})

describe('a finished delivery', () => {
  storeTest('is queued again behind what its lane holds', async ({ openStore }) => {
    let nowMs = startMs
    const store = openStore({ clock: () => nowMs })
    await logEvents(store, 'r1', 3)
    await relayAll(store, [a])
    const { delivery } = await takeFirst(store, lane)
    expect(await store.deliveries.replay(delivery.id)).toEqual({ outcome: 'pending' })
    await settleWith(store, await takeFirst(store, lane), { state: 'dead', reason: 'gone' })
    nowMs += 1000
    const replayed = await store.deliveries.replay(delivery.id)
    expect(replayed).toMatchObject({
      outcome: 'queued',
      delivery: { state: 'pending', replays: 1, queuedAtMs: nowMs, createdAtMs: startMs },
    })
    const sent: string[] = []
    for (let answer = 'next'; answer === 'next'; ) {
      const taken = await takeFirst(store, lane)
      sent.push(taken.event.id)
      answer = await settleWith(store, taken, { state: 'delivered' })
    }
    expect(sent).toEqual(['r1.1', 'r1.2', 'r1.0'])
    expect(await store.deliveries.replay('dlv_none')).toEqual({ outcome: 'missing' })
  })

  storeTest('is sent again from the log, one that waits is not', async ({ store }) => {
    const entry = { event: anEvent('r1.0'), context: aContext({ tags: ['a'] }) }
    const first = await store.deliveries.send(entry, a)
    expect(first).toMatchObject({ id: deliveryIdOf('r1.0', a), lane, state: 'pending', replays: 0 })
    expect(await store.deliveries.send(entry, a)).toEqual(first)
    const taken = await takeFirst(store, lane)
    expect(taken).toMatchObject({ event: entry.event, context: entry.context })
    await settleWith(store, taken, { state: 'delivered' })
    expect(await store.deliveries.send(entry, a)).toMatchObject({ id: first.id, replays: 1 })
    expect(await store.deliveries.counts()).toEqual({ pending: 1, dead: 0, lanes: 1 })
  })

  storeTest('a test of an endpoint waits for nothing', async ({ store }) => {
    await logEvents(store, 'r1', 1)
    await relayAll(store, [a])
    await takeFirst(store, lane)
    const event = {
      id: 'evt_test',
      type: 'endpoint.test' as const,
      occurredAt: '2027-01-15T08:00:00.000Z',
      recordingId: null,
      generation: 0 as const,
      data: { endpointId: 'end_a' },
    }
    const delivery = await store.deliveries.send({ event, context: aContext() }, a)
    expect((await takeFirst(store, delivery.lane)).event).toEqual(event)
  })
})
