import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { RetentionEntry } from '../src/index.ts'
import { storeTest } from './store-test.ts'

const anEntry = (id: string, dueAtMs: number): RetentionEntry => ({
  id,
  recordingId: 'r1',
  storage: { type: 's3', bucket: 'tapes' },
  keys: [`${id}.m3u8`, `${id}/0.ts`],
  fileId: id,
  dueAtMs,
})

describe('objects whose time in storage is limited', () => {
  storeTest('are due in their order', async ({ store, redis }) => {
    for (const [id, dueAtMs] of [
      ['c', 3000],
      ['a', 1000],
      ['b', 2000],
    ] as const)
      await store.retention.put(anEntry(id, dueAtMs))
    expect(await store.retention.count()).toBe(3)
    expect(await store.retention.due(999, 10)).toEqual([])
    expect(await store.retention.due(2000, 10)).toEqual([anEntry('a', 1000), anEntry('b', 2000)])
    expect(await store.retention.due(9000, 1)).toEqual([anEntry('a', 1000)])
    await store.retention.put(anEntry('a', 5000))
    expect(await store.retention.count()).toBe(3)
    expect((await store.retention.due(9000, 10)).map(({ id }) => id)).toEqual(['b', 'c', 'a'])
    for (const id of ['a', 'b', 'c', 'c']) await store.retention.remove(id)
    expect(await store.retention.count()).toBe(0)
    expect(await redis.keys('*')).toEqual([])
  })

  storeTest('outlive the records of their recording', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 1 })
    await store.retention.put(anEntry('a', 1000))
    for (const key of [keys.retention, keys.retentionDue]) expect(await redis.pttl(key)).toBe(-1)
  })
})
