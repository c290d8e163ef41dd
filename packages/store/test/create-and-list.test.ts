import type { Recording } from '@tapedeck/domain'
import { keys, type RedisClient } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { RecordingFilter, Store } from '../src/index.ts'
import { aRecording } from './recording-fixture.ts'
import { storeTest, take } from './store-test.ts'

const request = (fingerprint: string, idempotencyKey: string | null = null) => ({
  fingerprint,
  idempotencyKey,
})

const everything: RecordingFilter = {
  states: null,
  name: null,
  createdAfterMs: null,
  createdBeforeMs: null,
}

/** Key spaces expire by themselves, a few seconds after the end. */
const lastingKeys = async (redis: RedisClient): Promise<string[]> =>
  (await redis.keys('*')).filter((key) => !key.startsWith('tapedeck:key-space:'))

/** Ids of all pages. */
const listAll = async (store: Store, filter: Partial<RecordingFilter>, limit: number) => {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Store['recordings']['list']>> = await store.recordings.list(
      { ...everything, ...filter },
      { cursor, limit },
    )
    expect(page.items.length).toBeLessThanOrEqual(limit)
    ids.push(...page.items.map((recording) => recording.id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}

const createMany = async (
  store: Store,
  count: number,
  fields: (i: number) => Partial<Recording>,
) => {
  const ids = Array.from({ length: count }, (_, i) => `r${String(i).padStart(5, '0')}`)
  await Promise.all(
    ids.map((id, i) => store.recordings.create(aRecording(id, fields(i)), request(id))),
  )
  return ids
}

describe('create', () => {
  storeTest('stores a recording that can be read as it was', async ({ store }) => {
    const recording = aRecording('r1', { name: 'Müller & Söhne "live" \u2028 🎬' })
    const result = await store.recordings.create(recording, request('f'))
    expect(result).toEqual({ outcome: 'created', recording })
    expect(await store.recordings.get('r1')).toEqual(recording)
    expect(await store.recordings.get('r2')).toBeNull()
  })

  storeTest('answers the same id with the same body by what is there', async ({ store }) => {
    await take(store, 'r1')
    await store.recordings.transition({ recordingId: 'r1', input: 'taken', lease: null })
    const again = await store.recordings.create(aRecording('r1'), request('r1'))
    expect(again).toMatchObject({ outcome: 'existing', recording: { state: 'waiting' } })
    const other = await store.recordings.create(aRecording('r1'), request('other'))
    expect(other).toMatchObject({ outcome: 'conflict', recording: { state: 'waiting' } })
  })

  storeTest('answers the same idempotency key by the first recording', async ({ store }) => {
    await store.recordings.create(aRecording('r1'), request('f', 'key'))
    const again = await store.recordings.create(aRecording('r2'), request('f', 'key'))
    expect(again).toMatchObject({ outcome: 'existing', recording: { id: 'r1' } })
    const other = await store.recordings.create(aRecording('r3'), request('g', 'key'))
    expect(other).toMatchObject({ outcome: 'conflict', recording: { id: 'r1' } })
    expect(await listAll(store, {}, 10)).toEqual(['r1'])
  })

  storeTest('makes one of many that come at once', async ({ store, openStore }) => {
    const other = openStore()
    const storeAt = (i: number) => (i % 2 === 0 ? store : other)
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        storeAt(i).recordings.create(aRecording(`r${i}`), request('f', 'key')),
      ),
    )
    expect(results.filter((result) => result.outcome === 'created')).toHaveLength(1)
    expect(new Set(results.map((result) => result.recording.id)).size).toBe(1)
    expect(await store.recordings.countByState()).toMatchObject({ accepted: 1 })
  })
})

describe('list', () => {
  storeTest('pages newest first, also through equal times', async ({ store }) => {
    const ids = await createMany(store, 250, (i) => ({ createdAtMs: 1000 + Math.floor(i / 60) }))
    const expected = ids.toReversed()
    expect(await listAll(store, {}, 7)).toEqual(expected)
    expect(await listAll(store, {}, 250)).toEqual(expected)
    expect(await listAll(store, {}, 1000)).toEqual(expected)
  })

  storeTest('filters by state, name and time', async ({ store }) => {
    await createMany(store, 30, (i) => ({
      createdAtMs: 1000 + i,
      state: i % 3 === 0 ? 'waiting' : i % 3 === 1 ? 'recording' : 'accepted',
      name: i % 2 === 0 ? 'Evening NEWS' : null,
    }))
    expect(await listAll(store, { states: ['waiting', 'recording'] }, 3)).toHaveLength(20)
    expect(await listAll(store, { states: ['waiting'] }, 3)).toHaveLength(10)
    expect(await listAll(store, { states: ['failed'] }, 3)).toEqual([])
    expect(await listAll(store, { name: 'news' }, 4)).toHaveLength(15)
    expect(await listAll(store, { createdAfterMs: 1010, createdBeforeMs: 1012 }, 4)).toEqual([
      'r00011',
      'r00010',
    ])
    const both = { states: ['waiting' as const], name: 'NEWS', createdAfterMs: 1024 }
    expect(await listAll(store, both, 1)).toEqual(['r00024'])
  })

  storeTest('filters by the parts of the stream, each as a whole', async ({ store }) => {
    await createMany(store, 8, (i) => ({
      createdAtMs: 1000 + i,
      stream: {
        domain: i < 4 ? 'a' : 'b',
        app: i % 2 === 0 ? 'live' : 'lives',
        stream: `s${i % 4}`,
      },
    }))
    expect(await listAll(store, { stream: { domain: 'a' } }, 3)).toHaveLength(4)
    expect(await listAll(store, { stream: { app: 'live' } }, 3)).toHaveLength(4)
    expect(await listAll(store, { stream: { stream: 's1' } }, 1)).toEqual(['r00005', 'r00001'])
    const whole = { domain: 'b', app: 'lives', stream: 's3' }
    expect(await listAll(store, { stream: whole }, 3)).toEqual(['r00007'])
    expect(await listAll(store, { stream: { ...whole, app: 'live' } }, 3)).toEqual([])
    expect(await listAll(store, { stream: whole, states: ['failed'] }, 3)).toEqual([])
  })

  storeTest('ends a page that looked at many records, and goes on', async ({ store }) => {
    await createMany(store, 2100, (i) => ({ createdAtMs: 1000 + i, name: i === 3 ? 'rare' : null }))
    const filter = { ...everything, name: 'rare' }
    const first = await store.recordings.list(filter, { cursor: null, limit: 5 })
    expect(first.items).toEqual([])
    expect(first.nextCursor).not.toBeNull()
    expect(await listAll(store, { name: 'rare' }, 5)).toEqual(['r00003'])
  })

  storeTest('refuses a cursor that it did not give', async ({ store }) => {
    const listing = store.recordings.list(everything, { cursor: '+', limit: 1 })
    await expect(listing).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  storeTest('names unfinished recordings, oldest first', async ({ store }) => {
    const ids = await createMany(store, 5, (i) => ({ createdAtMs: 1000 + i }))
    const stop = { recordingId: 'r00001', input: 'stopRequested', lease: null } as const
    await store.recordings.transition(stop)
    expect(await store.recordings.listUnfinished(10)).toEqual(ids.toSpliced(1, 1))
    expect(await store.recordings.listUnfinished(2)).toEqual(['r00000', 'r00002'])
  })
})

describe('the end of a recording in Redis', () => {
  storeTest('takes every trace with it', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 1000 })
    await store.recordings.create(aRecording('r1'), request('f', 'key'))
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease: null })
    expect(await listAll(store, { states: ['canceled'] }, 5)).toEqual(['r1'])
    const lasting = new Set([
      keys.eventLog,
      keys.recordings,
      keys.recordingsInState('canceled'),
      keys.expiringRecordings,
    ])
    for (const key of await redis.keys('*'))
      expect([key, (await redis.pttl(key)) > 0]).toEqual([key, !lasting.has(key)])
    await expect.poll(() => store.recordings.get('r1'), { timeout: 5000 }).toBeNull()
    expect(await listAll(store, {}, 5)).toEqual([])
    await expect.poll(() => store.recordings.countByState()).toMatchObject({ canceled: 0 })
    expect(await lastingKeys(redis)).toEqual([keys.eventLog])
  })

  storeTest('leaves way for a new one of the same id', async ({ openStore }) => {
    const store = openStore({ retentionMs: 1 })
    await store.recordings.create(aRecording('r1'), request('f'))
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease: null })
    await expect.poll(() => store.recordings.get('r1')).toBeNull()
    const renewed = aRecording('r1', { createdAtMs: 1_900_000_000_000 })
    const again = await store.recordings.create(renewed, request('g'))
    expect(again.outcome).toBe('created')
    expect(await listAll(store, {}, 5)).toEqual(['r1'])
    expect(await store.recordings.countByState()).toMatchObject({ accepted: 1, canceled: 0 })
  })

  storeTest('can be asked for, once it is finished', async ({ store, redis }) => {
    await store.recordings.create(aRecording('r1'), request('f', 'key'))
    expect(await store.recordings.remove('r1')).toBe(false)
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease: null })
    expect(await store.recordings.remove('r1')).toBe(true)
    expect(await store.recordings.remove('r1')).toBe(false)
    expect(await lastingKeys(redis)).toEqual([keys.eventLog])
  })
})
