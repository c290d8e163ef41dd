import type { LiveStream } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { Store, StreamFilter } from '../src/index.ts'
import { storeTest } from './store-test.ts'
import {
  aDriven,
  aLiveStream,
  allPages,
  aPublished,
  aStreamName,
  inBatches,
  oddNames,
} from './stream-fixture.ts'

const everything: StreamFilter = { domain: null, app: null, phases: null, isLive: null }

const listed = (store: Store, filter: Partial<StreamFilter>, limit = 100) =>
  allPages((page) => store.streams.list({ ...everything, ...filter }, page), limit)

const namesOf = (streams: LiveStream[]) => streams.map(({ stream }) => stream.stream)

describe('the list of streams', () => {
  storeTest('is ordered by name, whatever is in it, and tells names apart', async ({ store }) => {
    const names = oddNames.flatMap((domain) =>
      oddNames.flatMap((app) => oddNames.slice(0, 5).map((stream) => ({ domain, app, stream }))),
    )
    await Promise.all(names.map((name) => store.streams.write(aPublished(name), null)))
    const all = await listed(store, {})
    const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
    expect(all.map(({ stream }) => stream)).toEqual(
      names.toSorted(
        (a, b) =>
          compare(a.domain, b.domain) || compare(a.app, b.app) || compare(a.stream, b.stream),
      ),
    )
    for (const domain of oddNames.slice(0, 5)) {
      const inDomain = all.filter(({ stream }) => stream.domain === domain)
      expect(await listed(store, { domain }, 7)).toEqual(inDomain)
      const inApp = inDomain.filter(({ stream }) => stream.app === '!')
      expect(await listed(store, { domain, app: '!' }, 2)).toEqual(inApp)
    }
    expect(await listed(store, { app: '*' })).toHaveLength(oddNames.length * 5)
    for (const name of names.slice(0, 20))
      expect((await store.streams.get(name))?.stream).toEqual(name)
  })

  storeTest('filters by phase and by being live', async ({ store }) => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => aStreamName(name))
    if (a === undefined || b === undefined || c === undefined || d === undefined)
      throw new Error('four names')
    const recordings = [aDriven('r1', 'x')]
    await store.streams.write(aPublished(a), null)
    await store.streams.write(aPublished(b, { recordings }), null)
    await store.streams.write(aLiveStream(c, { phase: 'merging', recordings }), null)
    await store.streams.write(aLiveStream(d), null)
    expect(namesOf(await listed(store, { isLive: true }, 1))).toEqual(['a', 'b'])
    expect(namesOf(await listed(store, { isLive: false }, 1))).toEqual(['c', 'd'])
    expect(namesOf(await listed(store, { phases: ['merging', 'recording'] }))).toEqual(['b', 'c'])
    expect(namesOf(await listed(store, { phases: ['offline'] }))).toEqual(['d'])
    expect(namesOf(await listed(store, { phases: [] }))).toEqual([])
    const none = { phases: ['offline' as const], isLive: true }
    expect(namesOf(await listed(store, none))).toEqual([])
  })

  storeTest('pages on while streams come and go', async ({ openStore }) => {
    const store = openStore({ offlineTtlMs: 1 })
    const write = (name: string) => store.streams.write(aPublished(aStreamName(name)), null)
    for (const name of ['b', 'd', 'f', 'h']) await write(name)
    const first = await store.streams.list(everything, { cursor: null, limit: 2 })
    await store.streams.write(aLiveStream(aStreamName('d')), 1)
    await store.streams.write(aLiveStream(aStreamName('f')), 1)
    await expect.poll(() => store.streams.get(aStreamName('f'))).toBeNull()
    for (const name of ['a', 'c', 'e', 'i']) await write(name)
    const page = { cursor: first.nextCursor, limit: 100 }
    expect(namesOf((await store.streams.list(everything, page)).items)).toEqual(['e', 'h', 'i'])
  })

  storeTest('ends a page that looked at many streams, and goes on', async ({ store }) => {
    const names = Array.from({ length: 2100 }, (_, i) => String(i).padStart(5, '0'))
    await inBatches(names.length, (i) => {
      const phase = i === 2050 ? 'asking' : 'unrecorded'
      return store.streams.write(aPublished(aStreamName(names[i] ?? ''), { phase }), null)
    })
    const filter: StreamFilter = { ...everything, phases: ['asking'] }
    const first = await store.streams.list(filter, { cursor: null, limit: 5 })
    expect(first.items).toEqual([])
    expect(first.nextCursor).not.toBeNull()
    expect(namesOf(await listed(store, filter))).toEqual(['02050'])
    const active = await allPages(store.streams.listActive, 500)
    expect(active.map(({ stream }) => stream)).toEqual(names)
  })

  storeTest('refuses a cursor that it did not give', async ({ store }) => {
    for (const cursor of ['+', Buffer.from('a b').toString('base64url')])
      await expect(store.streams.list(everything, { cursor, limit: 1 })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
  })
})

describe('too many streams that are offline', () => {
  storeTest('are let go, those first that would expire first', async ({ store, redis }) => {
    for (const name of ['a', 'b', 'c', 'd'])
      await store.streams.write(aLiveStream(aStreamName(name)), null)
    for (const [i, name] of ['c', 'a', 'd', 'b'].entries())
      await redis.zincrby(keys.expiringStreams, i * 1000, `live.example.org app ${name}`)
    await store.streams.write(aPublished(aStreamName('live')), null)
    const swept = await runScript(
      redis,
      'tapedeckSweepStreams',
      [keys.streams, keys.expiringStreams],
      [keys.stream(''), 100, 2],
    )
    expect(swept).toBe(2)
    expect(namesOf(await listed(store, {}))).toEqual(['b', 'd', 'live'])
    expect(await redis.zcard(keys.streams)).toBe(3)
  })
})
