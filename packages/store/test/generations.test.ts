import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { aStart } from './cycle-fixture.ts'
import { startRecording, storeTest, take } from './store-test.ts'

describe('the generations of a recording', () => {
  storeTest('are noted with their owners, whoever gave the lease', async ({ store }) => {
    const first = await take(store, 'r1', 'a')
    await store.leases.handOver(first, 'b', 60_000)
    await store.leases.acquire('r1', 'b', 60_000, { replacesOwn: true })
    expect(await store.generations.list('r1')).toEqual(
      ['a', 'b', 'b'].map((ownerId, i) => ({
        generation: i + 1,
        ownerId,
        start: null,
        startedAtMs: null,
      })),
    )
    expect(await store.generations.list('nobody')).toEqual([])
  })

  storeTest('keep the first start, even one that is told late', async ({ store }) => {
    const first = await take(store, 'r1', 'a')
    await store.leases.handOver(first, 'b', 60_000)
    await store.generations.putStart(first, aStart('00000001'), 5)
    await store.generations.putStart(first, aStart('00000002'), 6)
    const [old, next] = await store.generations.list('r1')
    expect(old).toEqual({ generation: 1, ownerId: 'a', start: aStart('00000001'), startedAtMs: 5 })
    expect(next?.start).toBeNull()
  })

  storeTest('take no start from somebody who never had the lease', async ({ store, redis }) => {
    const lease = await take(store, 'r1', 'a')
    const start = aStart('00000001')
    await store.generations.putStart({ ...lease, ownerId: 'b' }, start, 5)
    await store.generations.putStart({ ...lease, generation: 2 }, start, 5)
    expect((await store.generations.list('r1')).map((known) => known.start)).toEqual([null])
    await store.generations.putStart({ ...lease, recordingId: 'nobody' }, start, 5)
    expect(await redis.exists(keys.generations('nobody'))).toBe(0)
  })

  storeTest('are bounded', async ({ store, redis }) => {
    const first = await startRecording(store, 'r1')
    await store.generations.putStart(first, aStart('00000001'), 5)
    await redis.hset(keys.recording('r1'), 'generation', 200)
    await store.leases.acquire('r1', first.ownerId, 60_000, { replacesOwn: true })
    expect((await store.generations.list('r1'))[0]).toMatchObject({ generation: 1, start: null })
    await redis.hset(keys.recording('r1'), 'generation', 10_000)
    await store.leases.acquire('r1', first.ownerId, 60_000, { replacesOwn: true })
    expect((await store.generations.list('r1')).map((known) => known.generation)).toEqual([
      201, 10_001,
    ])
  })

  storeTest('go with the recording', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 60_000 })
    const lease = await startRecording(store, 'r1')
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    const ttlMs = await redis.pttl(keys.generations('r1'))
    expect(ttlMs).toBeGreaterThan(0)
    await store.recordings.remove('r1')
    expect(await redis.exists(keys.generations('r1'))).toBe(0)
  })
})

describe('handing a lease over', () => {
  storeTest('gives it on under the next generation without a pause', async ({ store, redis }) => {
    const old = await startRecording(store, 'r1')
    const next = await store.leases.handOver(old, 'recorder-2', 60_000)
    expect(next).toEqual({ recordingId: 'r1', ownerId: 'recorder-2', generation: 2 })
    expect(await store.leases.owner('r1')).toEqual(next)
    expect(await redis.pttl(keys.lease('r1'))).toBeGreaterThan(0)
    expect(await store.leases.renew(old, 60_000)).toBe(false)
    await store.leases.release(old)
    expect(next && (await store.leases.renew(next, 60_000))).toBe(true)
    const write = { recordingId: 'r1', input: 'sourceLost', lease: old } as const
    expect(await store.recordings.transition(write)).toMatchObject({ outcome: 'stale' })
  })

  storeTest('is told to the recorders', async ({ store, openStore }) => {
    const old = await startRecording(store, 'r1')
    const heard: string[] = []
    await openStore().control.watch((id) => heard.push(id))
    await store.leases.handOver(old, 'recorder-2', 60_000)
    await expect.poll(() => heard).toEqual(['r1'])
  })

  storeTest('is refused for a generation of before a restart', async ({ store }) => {
    const before = await take(store, 'r1', 'me')
    const now = await store.leases.acquire('r1', 'me', 60_000, { replacesOwn: true })
    expect(await store.leases.handOver(before, 'recorder-2', 60_000)).toBeNull()
    expect(await store.leases.owner('r1')).toEqual(now)
  })

  storeTest('is refused to whom does not hold it, and when it is over', async ({ store }) => {
    const old = await startRecording(store, 'r1')
    const next = await store.leases.handOver(old, 'recorder-2', 60_000)
    expect(await store.leases.handOver(old, 'recorder-3', 60_000)).toBeNull()
    if (next === null) throw new Error('the lease was not given')
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease: next })
    expect(await store.leases.handOver(next, 'recorder-3', 60_000)).toBeNull()
    expect(await store.leases.handOver({ ...old, recordingId: 'nobody' }, 'x', 1000)).toBeNull()
  })

  storeTest(
    'leaves one owner when it races with a take-over',
    async ({ store, openStore, redis }) => {
      for (let i = 0; i < 20; i++) {
        const id = `r${i}`
        const old = await take(store, id)
        await redis.del(keys.lease(id))
        const [given, taken] = await Promise.all([
          store.leases.handOver(old, 'successor', 60_000),
          openStore().leases.acquire(id, 'other', 60_000),
        ])
        expect([given, taken].filter((lease) => lease !== null)).toHaveLength(1)
        expect(await store.leases.owner(id)).toEqual(given ?? taken)
      }
    },
  )
})
