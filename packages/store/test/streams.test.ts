import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { Store } from '../src/index.ts'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import { aDriven, aLiveStream, allPages, aPublished, aStreamName } from './stream-fixture.ts'

const activeNames = async (store: Store) => allPages(store.streams.listActive, 2)

describe('writing a stream', () => {
  storeTest('stores it under the revision after the one that was read', async ({ store }) => {
    const name = aStreamName('a')
    expect(await store.streams.get(name)).toBeNull()
    const first = aPublished(name, { revision: 77 })
    expect(await store.streams.write(first, null)).toBe('written')
    expect(await store.streams.get(name)).toEqual({ ...first, revision: 1 })
    expect(await store.streams.write({ ...first, begun: 1 }, 1)).toBe('written')
    expect(await store.streams.get(name)).toEqual({ ...first, begun: 1, revision: 2 })
  })

  storeTest('changes nothing when somebody else wrote meanwhile', async ({ store }) => {
    const name = aStreamName('a')
    await store.streams.write(aPublished(name), null)
    await store.streams.write(aPublished(name, { begun: 1 }), 1)
    const late = aPublished(name, { begun: 9, dueAtMs: 1, recordings: [aDriven('r9', 'rule9')] })
    for (const expected of [null, 1, 3]) {
      expect(await store.streams.write(late, expected)).toBe('raced')
      expect(await store.streams.write(late, expected)).toBe('raced')
    }
    expect(await store.streams.get(name)).toMatchObject({ begun: 1, revision: 2 })
    expect(await store.streams.due(1000, 10)).toEqual([])
    expect(await store.streams.ofRecording('r9')).toBeNull()
    expect(await store.rules.executing('rule9', 10)).toEqual([])
  })

  storeTest('lets one of many writers through, each time', async ({ store, openStore }) => {
    const name = aStreamName('a')
    const other = openStore()
    let expected: number | null = null
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          (i % 2 === 0 ? store : other).streams.write(aPublished(name, { begun: i }), expected),
        ),
      )
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1)
      expected = (await store.streams.get(name))?.revision ?? null
      expect(expected).toBe(round + 1)
    }
  })

  storeTest('loses no change of writers that try again', async ({ store, openStore }) => {
    const name = aStreamName('a')
    await store.streams.write(aPublished(name), null)
    const count = async ({ streams }: Store): Promise<void> => {
      const read = await streams.get(name)
      if (read === null) throw new Error('the stream is gone')
      const next = { ...read, begun: read.begun + 1 }
      if ((await streams.write(next, read.revision)) === 'raced') await count({ streams } as Store)
    }
    const other = openStore()
    await Promise.all(Array.from({ length: 20 }, (_, i) => count(i % 2 === 0 ? store : other)))
    expect(await store.streams.get(name)).toMatchObject({ begun: 20, revision: 21 })
  })

  storeTest('is answered the same when it is sent twice', async ({ openStore, server }) => {
    const { streams } = openStore({ redis: doublingRedis(server.url) })
    const name = aStreamName('a')
    expect(await streams.write(aPublished(name), null)).toBe('written')
    expect(await streams.write(aPublished(name), 1)).toBe('written')
    expect(await streams.write(aPublished(name), 1)).toBe('raced')
    expect(await streams.get(name)).toMatchObject({ revision: 2 })
  })
})

describe('what is found by a stream', () => {
  storeTest('is when something is due, the longest due first', async ({ store }) => {
    for (const [name, dueAtMs] of [
      ['c', 3000],
      ['a', 1000],
      ['b', 2000],
    ] as const)
      await store.streams.write(aPublished(aStreamName(name), { dueAtMs }), null)
    const [a, b] = ['a', 'b'].map((name) => aStreamName(name))
    expect(await store.streams.due(999, 10)).toEqual([])
    expect(await store.streams.due(2000, 10)).toEqual([a, b])
    expect(await store.streams.due(9000, 1)).toEqual([a])
    await store.streams.write(aPublished(aStreamName('a'), { dueAtMs: 2500 }), 1)
    await store.streams.write(aPublished(aStreamName('b')), 1)
    expect(await store.streams.due(2600, 10)).toEqual([a])
  })

  storeTest('are its recordings', async ({ store, redis }) => {
    const [a, b] = [aStreamName('a'), aStreamName('b')]
    await store.streams.write(
      aPublished(a, { recordings: [aDriven('r1', 'x'), aDriven('r2', null)] }),
      null,
    )
    expect(await store.streams.ofRecording('r1')).toEqual(a)
    expect(await store.streams.ofRecording('r2')).toEqual(a)
    expect(await store.streams.ofRecording('r3')).toBeNull()
    await store.streams.write(aPublished(b, { recordings: [aDriven('r1', 'x')] }), null)
    await store.streams.write(aPublished(a, { recordings: [aDriven('r3', 'x')] }), 1)
    expect(await store.streams.ofRecording('r1')).toEqual(b)
    expect(await store.streams.ofRecording('r2')).toBeNull()
    expect(await store.streams.ofRecording('r3')).toEqual(a)
    await store.streams.write(aLiveStream(a), 2)
    await store.streams.write(aLiveStream(b), 1)
    expect(await redis.exists(keys.streamsOfRecordings)).toBe(0)
  })

  storeTest('are the rules of its recordings, not those of commands', async ({ store }) => {
    const name = aStreamName('a')
    const recordings = [
      aDriven('r1', 'x'),
      aDriven('r2', 'x', { rendition: 'hd' }),
      aDriven('r3', 'y'),
      aDriven('r4', 'z', { cause: 'command' }),
      aDriven('r5', null),
    ]
    await store.streams.write(aPublished(name, { recordings }), null)
    const executing = async () =>
      Promise.all(['x', 'y', 'z'].map(async (id) => (await store.rules.executing(id, 9)).length))
    expect(await executing()).toEqual([1, 1, 0])
    await store.streams.write(aPublished(name, { recordings: recordings.slice(1, 2) }), 1)
    expect(await executing()).toEqual([1, 0, 0])
    await store.streams.write(aPublished(name), 2)
    expect(await executing()).toEqual([0, 0, 0])
  })

  storeTest('is that it is active: published, or with recordings', async ({ store }) => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => aStreamName(name))
    if (a === undefined || b === undefined || c === undefined) throw new Error('three names')
    await store.streams.write(aPublished(c), null)
    await store.streams.write(aPublished(a), null)
    const merging = { phase: 'merging', recordings: [aDriven('r1', 'x')] } as const
    await store.streams.write(
      aLiveStream(b, { ...merging, recordings: [...merging.recordings] }),
      null,
    )
    await store.streams.write(aLiveStream(aStreamName('d')), null)
    expect(await activeNames(store)).toEqual([a, b, c])
    await store.streams.write(aLiveStream(a), 1)
    await store.streams.write(aLiveStream(b), 1)
    expect(await activeNames(store)).toEqual([c])
  })
})

describe('a stream that is offline with nothing recorded', () => {
  storeTest('expires, and leaves every index', async ({ openStore, redis }) => {
    const store = openStore({ offlineTtlMs: 50 })
    const name = aStreamName('a')
    await store.streams.write(
      aPublished(name, { recordings: [aDriven('r1', 'x')], dueAtMs: 5 }),
      null,
    )
    expect(await redis.pttl(keys.stream('live.example.org app a'))).toBe(-1)
    await store.streams.write(aLiveStream(name), 1)
    await expect.poll(() => store.streams.get(name)).toBeNull()
    await expect
      .poll(async () => {
        await store.streams.listActive({ cursor: null, limit: 1 })
        return redis.keys('*')
      })
      .toEqual([])
  })

  storeTest('stays for a day', async ({ store, redis }) => {
    await store.streams.write(aLiveStream(aStreamName('a')), null)
    const left = await redis.pttl(keys.stream('live.example.org app a'))
    expect(left).toBeGreaterThan(23 * 3_600_000)
    expect(left).toBeLessThanOrEqual(24 * 3_600_000)
  })

  storeTest('stays when it is published again', async ({ openStore, redis }) => {
    const store = openStore({ offlineTtlMs: 60_000 })
    const name = aStreamName('a')
    await store.streams.write(aLiveStream(name), null)
    await store.streams.write(aPublished(name), 1)
    expect(await redis.pttl(keys.stream('live.example.org app a'))).toBe(-1)
    expect(await redis.exists(keys.expiringStreams)).toBe(0)
  })

  storeTest('stays as long as something is due', async ({ openStore, redis }) => {
    const store = openStore({ offlineTtlMs: 60_000 })
    await store.streams.write(aLiveStream(aStreamName('a'), { dueAtMs: 1 }), null)
    expect(await redis.pttl(keys.stream('live.example.org app a'))).toBe(-1)
  })

  storeTest('begins anew with revision 1 when it has expired', async ({ openStore }) => {
    const store = openStore({ offlineTtlMs: 1 })
    const name = aStreamName('a')
    await store.streams.write(aLiveStream(name), null)
    await expect.poll(() => store.streams.get(name)).toBeNull()
    expect(await store.streams.write(aPublished(name), 1)).toBe('raced')
    expect(await store.streams.write(aPublished(name), null)).toBe('written')
    await store.streams.listActive({ cursor: null, limit: 1 })
    expect(await store.streams.get(name)).toMatchObject({ revision: 1 })
    const filter = { domain: null, app: null, phases: null, isLive: null }
    expect((await store.streams.list(filter, { cursor: null, limit: 5 })).items).toHaveLength(1)
  })
})
