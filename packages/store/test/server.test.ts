import { describe, expect } from 'vitest'
import { aFile } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'

describe('the server', () => {
  storeTest('is fine when it keeps what it is given', async ({ store }) => {
    expect(await store.checkServer()).toEqual([])
  })

  storeTest('is complained of when it would lose recordings', async ({ store, redis }) => {
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
    await redis.config('SET', 'appendonly', 'no')
    const problems = await store.checkServer()
    await redis.config('SET', 'maxmemory-policy', 'noeviction')
    await redis.config('SET', 'appendonly', 'yes')
    // Until its first rewrite is done the file holds nothing, and a crash would empty Redis.
    await expect
      .poll(() => redis.info('persistence'))
      .toMatch(/aof_rewrite_in_progress:0.*aof_rewrite_scheduled:0/s)
    expect(problems).toHaveLength(2)
    expect(problems.join(' ')).toMatch(/allkeys-lru.*appendonly/)
  })

  storeTest('may crash in the middle of the work', async ({ store, openStore, server }) => {
    const lease = await startRecording(store, 'r1')
    const api = openStore()
    let news = 0
    let missed = 0
    await api.events.watch('r1', () => news++)
    await api.control.watch(
      () => undefined,
      () => missed++,
    )
    const reading = api.relay.read({ count: 1, blockMs: 1 })
    expect((await reading).entries).toHaveLength(1)
    const adding = Array.from({ length: 20 }, (_, i) =>
      store.recordings.addFile(lease, aFile('r1', i)),
    )
    await server.restart()
    const added = await Promise.allSettled(adding)
    for (const [i, result] of added.entries())
      if (result.status === 'rejected') {
        expect(result.reason).toMatchObject({ code: 'REDIS_UNAVAILABLE' })
        expect(await store.recordings.addFile(lease, aFile('r1', i))).toBe(true)
      }
    expect(await store.recordings.get('r1')).toMatchObject({ fileCount: 20, storedBytes: 20_000 })
    expect(await store.relay.depth()).toBe(21)
    expect(await store.events.list('r1', null, 100)).toHaveLength(21)
    expect((await api.relay.read({ count: 100, blockMs: 1 })).entries).toHaveLength(21)
    await expect.poll(() => missed, { timeout: 10_000 }).toBe(1)
    const newsBefore = news
    expect(newsBefore).toBeGreaterThan(0)
    await store.recordings.addFile(lease, aFile('r1', 20))
    await expect.poll(() => news).toBeGreaterThan(newsBefore)
    expect(await store.leases.renew(lease, 60_000)).toBe(true)
  })

  storeTest(
    'may be away: calls are refused, and closing does not wait',
    async ({ openStore, redis, server }) => {
      await redis.ping()
      const store = openStore()
      await startRecording(store, 'r1')
      const release = await store.events.watch('r1', () => undefined)
      await store.relay.read({ count: 9, blockMs: 1 })
      await server.kill()
      const refused = { code: 'REDIS_UNAVAILABLE' }
      const calls = [
        store.ping(),
        store.recordings.get('r1'),
        store.events.watch('r2', () => undefined),
        store.relay.read({ count: 9, blockMs: 1 }),
      ]
      for (const call of await Promise.allSettled(calls))
        expect(call).toMatchObject({ status: 'rejected', reason: refused })
      await release()
      await store.close()
      await server.restart()
      await redis.ping()
      expect(
        String(await redis.client('LIST'))
          .trim()
          .split('\n'),
      ).toHaveLength(1)
    },
  )

  storeTest(
    'may go while an event is waited for: closing ends the wait',
    async ({ openStore, redis, server }) => {
      const store = openStore()
      const reading = store.relay.read({ count: 1, blockMs: 30_000 })
      const waits = /name=tapedeck-relay .*cmd=xread /
      await expect.poll(async () => String(await redis.client('LIST'))).toMatch(waits)
      await server.kill()
      await expect(store.ping()).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' })
      await store.close()
      expect(await reading).toEqual({ cursor: '0-0', entries: [] })
      await server.restart()
    },
  )

  storeTest('has no connection left when the store is closed', async ({ openStore, redis }) => {
    const clientCount = async () =>
      String(await redis.client('LIST'))
        .trim()
        .split('\n').length
    const before = await clientCount()
    const store = openStore()
    await store.ping()
    expect(await clientCount()).toBe(before + 1)
    await store.events.watch('r1', () => undefined)
    await store.control.watch(() => undefined)
    await store.relay.read({ count: 1, blockMs: 1 })
    expect(await clientCount()).toBe(before + 3)
    await store.close()
    await expect.poll(clientCount).toBe(before)
  })
})
