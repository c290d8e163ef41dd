import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { OutboxEntry, Store } from '../src/index.ts'
import { aFile, aRecording } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'

const now = { count: 100, blockMs: 1, idleMs: 60_000 }

/** Makes `recording.started` and `count` more events. */
const makeEvents = async (store: Store, count: number) => {
  const lease = await startRecording(store, 'r1')
  for (let i = 0; i < count; i++) await store.recordings.addFile(lease, aFile('r1', i))
}

const idsOf = (entries: OutboxEntry[]) => entries.map((entry) => entry.entryId)

describe('the outbox', () => {
  storeTest('hands each event to one consumer', async ({ store, openStore }) => {
    await makeEvents(store, 9)
    const other = openStore()
    const [first, second] = await Promise.all([
      store.outbox.read('a', { ...now, count: 5 }),
      other.outbox.read('b', { ...now, count: 5 }),
    ])
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(10)
    expect(first[0]).toMatchObject({ notifyUrl: 'https://hooks.example.org/tapedeck' })
    await store.outbox.acknowledge(idsOf(first))
    await store.outbox.acknowledge(idsOf(second))
    await store.outbox.acknowledge([])
    expect(await store.outbox.depth()).toBe(0)
    expect(await store.outbox.read('a', now)).toEqual([])
  })

  storeTest('gives a consumer again what it did not acknowledge', async ({ store, openStore }) => {
    await makeEvents(store, 2)
    const first = await store.outbox.read('a', now)
    await store.outbox.acknowledge(idsOf(first).slice(0, 1))
    expect(await openStore().outbox.read('a', now)).toEqual(first.slice(1))
  })

  storeTest(
    'gives the events of a dead consumer to another',
    async ({ store, openStore, redis }) => {
      await makeEvents(store, 30)
      const dying = openStore()
      const taken = await dying.outbox.read('dead', now)
      expect(taken).toHaveLength(31)
      await dying.close()
      expect(await store.outbox.read('living', now)).toEqual([])
      const rescued: OutboxEntry[] = []
      await expect
        .poll(async () => {
          const entries = await store.outbox.read('living', { count: 7, blockMs: 1, idleMs: 1 })
          await store.outbox.acknowledge(idsOf(entries))
          rescued.push(...entries)
          return rescued.length
        })
        .toBe(31)
      expect(rescued).toEqual(taken)
      expect(await redis.xlen(keys.outbox)).toBe(0)
    },
  )

  storeTest('waits for an event', async ({ store, openStore }) => {
    const reading = store.outbox.read('a', { ...now, blockMs: 30_000 })
    await makeEvents(openStore(), 0)
    expect((await reading).map((entry) => entry.event.type)).toEqual(['recording.started'])
  })

  storeTest('ends a waiting read when the store closes', async ({ openStore, redis }) => {
    const store = openStore()
    const reading = store.outbox.read('a', { ...now, blockMs: 30_000 })
    await expect.poll(async () => String(await redis.client('LIST'))).toContain('cmd=xreadgroup')
    await store.close()
    expect(await reading).toEqual([])
  })

  storeTest('lets go what was trimmed while somebody held it', async ({ store, redis }) => {
    await makeEvents(store, 2)
    const entries = await store.outbox.read('a', now)
    await redis.xdel(keys.outbox, idsOf(entries)[0] ?? '')
    expect(await store.outbox.read('a', now)).toEqual(entries.slice(1))
    const pending = await redis.xpending(keys.outbox, keys.outboxGroup)
    expect(pending[0]).toBe(2)
  })

  storeTest('begins anew when Redis has lost its group', async ({ store, redis }) => {
    expect(await store.outbox.read('a', now)).toEqual([])
    await redis.flushall()
    await makeEvents(store, 0)
    expect(await store.outbox.read('a', now)).toHaveLength(1)
  })

  storeTest('carries events of recordings without a receiver too', async ({ store }) => {
    const recording = aRecording('r1', { notifyUrl: null })
    await store.recordings.create(recording, { fingerprint: 'f', idempotencyKey: null })
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease: null })
    const [entry] = await store.outbox.read('a', now)
    expect(entry).toMatchObject({ notifyUrl: null, event: { type: 'recording.canceled' } })
  })
})
