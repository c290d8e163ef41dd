import type { RedisClient } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { FileIndexQuery, Store } from '../src/index.ts'
import { doublingRedis } from './doubling-redis.ts'
import { aFile } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'

const everything: FileIndexQuery = {
  recordingIds: null,
  stream: null,
  format: null,
  fromMs: null,
  toMs: null,
  order: 'asc',
  offset: 0,
  limit: 1000,
}

const totalOf = async (store: Store): Promise<number> =>
  (await store.fileIndex.find(everything)).total

/** Keys of the index that are left. */
const leftKeys = async (redis: RedisClient): Promise<string[]> =>
  (await redis.keys('*')).filter((key) => key.includes('files') && !key.includes(':recording:'))

const endedRecording = async (store: Store, id: string, files: number): Promise<void> => {
  const lease = await startRecording(store, id)
  for (let sequence = 0; sequence < files; sequence++) {
    const format = sequence % 2 === 0 ? 'mp4' : 'flv'
    await store.recordings.addFile(lease, aFile(id, sequence, { format }))
  }
  await store.recordings.transition({ recordingId: id, input: 'faulted', lease })
  await store.leases.release(lease)
}

describe('a file leaves the index', () => {
  storeTest('when it is forgotten; its record stays', async ({ store }) => {
    await endedRecording(store, 'r1', 2)
    expect(await store.fileIndex.forget('r1.mp4.0')).toBe(true)
    expect(await store.fileIndex.forget('r1.mp4.0')).toBe(false)
    expect(await store.fileIndex.get('r1.mp4.0')).toBeNull()
    expect(await totalOf(store)).toBe(1)
    expect(await store.recordings.file('r1', 'r1.mp4.0')).not.toBeNull()
  })

  storeTest('when its objects are removed', async ({ store, redis }) => {
    await endedRecording(store, 'r1', 2)
    for (const sequence of [0, 1]) {
      const file = await store.recordings.file('r1', `r1.mp4.${sequence}`)
      if (file === null) throw new Error('the file is not there')
      await store.recordings.updateFile({ ...file, removedAtMs: 1 }, file)
      expect(await totalOf(store)).toBe(1 - sequence)
    }
    expect(await leftKeys(redis)).toEqual([])
  })

  storeTest('with its recording', async ({ store, redis }) => {
    await endedRecording(store, 'r1', 5)
    await endedRecording(store, 'r2', 1)
    await store.recordings.remove('r1')
    expect(await totalOf(store)).toBe(1)
    expect(await store.fileIndex.get('r1.mp4.0')).toBeNull()
    await store.recordings.remove('r2')
    expect(await leftKeys(redis)).toEqual([])
  })

  storeTest('when its recording expires', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 1 })
    await endedRecording(store, 'r1', 5)
    await expect.poll(() => totalOf(store)).toBe(0)
    expect(await leftKeys(redis)).toEqual([])
  })

  storeTest(
    'when its recording expires, also one that came later',
    async ({ openStore, redis }) => {
      const store = openStore({ retentionMs: 500 })
      await endedRecording(store, 'r1', 0)
      await store.recordings.addFiller(aFile('r1', 0))
      expect(await redis.zcard('tapedeck:files-expiring')).toBe(1)
      await expect.poll(() => store.recordings.get('r1')).toBeNull()
      await store.recordings.countByState()
      expect(await leftKeys(redis)).toEqual([])
    },
  )

  storeTest('before a new recording of the same id gets its own', async ({ openStore }) => {
    const store = openStore({ retentionMs: 1 })
    await endedRecording(store, 'r1', 3)
    await expect.poll(() => store.recordings.get('r1')).toBeNull()
    const lease = await startRecording(store, 'r1')
    await store.recordings.addFile(lease, aFile('r1', 7))
    const { files, total } = await store.fileIndex.find(everything)
    expect(files.map(({ file }) => file.id)).toEqual(['r1.mp4.7'])
    expect(total).toBe(1)
  })

  storeTest('once, when the call is sent twice', async ({ openStore, server }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    await endedRecording(store, 'r1', 1)
    expect(await store.fileIndex.forget('r1.mp4.0')).toBe(true)
    expect(await store.fileIndex.forget('r1.mp4.0')).toBe(false)
    expect(await totalOf(store)).toBe(0)
  })
})
