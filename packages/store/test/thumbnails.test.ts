import { indexTime, keys, type RedisClient } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import {
  maxThumbnailBlocks,
  minListedThumbnails,
  removeUnlisted,
  type Store,
  type Thumbnail,
  thumbnailsPerBlock,
} from '../src/index.ts'
import { doublingRedis } from './doubling-redis.ts'
import { aRecording } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'
import { allPages } from './stream-fixture.ts'

const aThumbnail = (number: number, fields: Partial<Thumbnail> = {}): Thumbnail => ({
  key: `r1/${number}.jpg`,
  atMs: 1_800_000_000_000 + number * 1000,
  mediaMs: number * 1000,
  width: 320,
  height: 180,
  bytes: 9000,
  ...fields,
})

const listed = async (list: Parameters<typeof allPages<Thumbnail>>[0], limit: number) =>
  (await allPages(list, limit)).map(({ key }) => key)

describe('thumbnails', () => {
  storeTest('are listed oldest first, in whatever order they came', async ({ store }) => {
    await startRecording(store, 'r1')
    for (const number of [3, 1, 2, 1, 5, 4]) await store.thumbnails.add('r1', aThumbnail(number))
    await store.thumbnails.add('r1', aThumbnail(5, { key: 'r1/also 5 直播.jpg' }))
    await store.thumbnails.add('r1', aThumbnail(2, { bytes: 1 }))
    const list = (page: { cursor: string | null; limit: number }) =>
      store.thumbnails.list('r1', page)
    const all = await allPages(list, 100)
    expect(all).toHaveLength(6)
    expect(all.slice(0, 2)).toEqual([aThumbnail(1), aThumbnail(2, { bytes: 1 })])
    for (const limit of [1, 2, 6])
      expect(await listed(list, limit)).toEqual(all.map(({ key }) => key))
  })

  storeTest('page on while new ones come and old ones go', async ({ store, redis }) => {
    await startRecording(store, 'r1')
    for (let number = 0; number < 4; number++) await store.thumbnails.add('r1', aThumbnail(number))
    const first = await store.thumbnails.list('r1', { cursor: null, limit: 2 })
    await redis.zremrangebyrank(keys.thumbnails('r1'), 0, 1)
    await store.thumbnails.add('r1', aThumbnail(4))
    const second = await store.thumbnails.list('r1', { cursor: first.nextCursor, limit: 5 })
    expect(second.items).toEqual([2, 3, 4].map((number) => aThumbnail(number)))
  })

  storeTest('go with their recording', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 60_000 })
    const lease = await startRecording(store, 'r1')
    await store.thumbnails.add('r1', aThumbnail(1))
    expect(await redis.pttl(keys.thumbnails('r1'))).toBe(-1)
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    expect(await redis.pttl(keys.thumbnails('r1'))).toBeGreaterThan(0)
    await store.thumbnails.add('r1', aThumbnail(2))
    expect(await redis.pttl(keys.thumbnails('r1'))).toBeGreaterThan(0)
    expect(await store.recordings.remove('r1')).toBe(true)
    await store.thumbnails.add('r1', aThumbnail(3))
    expect(await redis.exists(keys.thumbnails('r1'))).toBe(0)
  })

  storeTest('that come late expire with the recording', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 60_000 })
    await store.recordings.create(aRecording('r1'), { fingerprint: 'f', idempotencyKey: null })
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease: null })
    await store.thumbnails.add('r1', aThumbnail(1))
    expect(await redis.pttl(keys.thumbnails('r1'))).toBeGreaterThan(0)
  })
})

const most = minListedThumbnails + thumbnailsPerBlock

/** Notes many pictures at once, as `add` does. */
const fill = async (redis: RedisClient, from: number, to: number): Promise<void> => {
  const members = Array.from({ length: to - from }, (_, i) => {
    const thumbnail = aThumbnail(from + i)
    const hash = String(from + i).padStart(32, '0')
    return `${indexTime(thumbnail.atMs)}:${hash}:${JSON.stringify(thumbnail)}`
  })
  await redis.zadd(keys.thumbnails('r1'), ...members.flatMap((member) => [0, member]))
}

const keysFrom = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => aThumbnail(from + i).key)

/** The keys of all blocks, which are forgotten. */
const takeUnlisted = async (store: Store): Promise<string[]> => {
  const taken: string[] = []
  await removeUnlisted(store.thumbnails, 'r1', async (some) => {
    taken.push(...some)
  })
  return taken
}

describe('pictures beyond those that are listed', () => {
  storeTest('are known by their keys', async ({ store, redis }) => {
    await startRecording(store, 'r1')
    await fill(redis, 0, most - 1)
    expect(await store.thumbnails.unlisted('r1')).toBeNull()
    await store.thumbnails.add('r1', aThumbnail(most - 1))
    expect(await redis.zcard(keys.thumbnails('r1'))).toBe(minListedThumbnails)
    const { items } = await store.thumbnails.list('r1', { cursor: null, limit: 1 })
    expect(items).toEqual([aThumbnail(thumbnailsPerBlock)])
    await fill(redis, most, most + thumbnailsPerBlock - 1)
    await store.thumbnails.add('r1', aThumbnail(most + thumbnailsPerBlock - 1))
    expect(await takeUnlisted(store)).toEqual(keysFrom(0, 2 * thumbnailsPerBlock))
    expect(await store.thumbnails.unlisted('r1')).toBeNull()
  })

  storeTest(
    'are noted once, whoever adds and however often',
    async ({ openStore, server, redis }) => {
      const stores = [openStore({ redis: doublingRedis(server.url) }), openStore(), openStore()]
      const [store = openStore()] = stores
      await startRecording(store, 'r1')
      await fill(redis, 0, most - 1)
      await Promise.all(stores.map((one, i) => one.thumbnails.add('r1', aThumbnail(most + i))))
      expect(await redis.llen(keys.thumbnailBlocks('r1'))).toBe(1)
      expect(await takeUnlisted(store)).toEqual(keysFrom(0, thumbnailsPerBlock))
      expect(await redis.zcard(keys.thumbnails('r1'))).toBe(minListedThumbnails + 2)
    },
  )

  storeTest('are bounded: the oldest blocks go', async ({ store, redis }) => {
    await startRecording(store, 'r1')
    const others = Array.from({ length: maxThumbnailBlocks }, (_, i) => String(i))
    await redis.rpush(keys.thumbnailBlocks('r1'), ...others)
    await fill(redis, 0, most)
    await store.thumbnails.add('r1', aThumbnail(most))
    expect(await redis.llen(keys.thumbnailBlocks('r1'))).toBe(maxThumbnailBlocks)
    expect(await redis.lindex(keys.thumbnailBlocks('r1'), 0)).toBe('1')
  })

  storeTest(
    'are removed block by block, and on from where it broke off',
    async ({ store, redis }) => {
      await startRecording(store, 'r1')
      for (const from of [0, most]) {
        await fill(redis, from, from + most)
        await store.thumbnails.add('r1', aThumbnail(from + most))
      }
      expect(await redis.llen(keys.thumbnailBlocks('r1'))).toBe(2)
      const removed: string[] = []
      const remove = async (some: string[]): Promise<void> => {
        removed.push(...some)
        if (removed.length === thumbnailsPerBlock) throw new Error('the storage is away')
      }
      await expect(removeUnlisted(store.thumbnails, 'r1', remove)).rejects.toThrow('away')
      expect(await removeUnlisted(store.thumbnails, 'r1', remove, 1)).toBe(false)
      expect(removed.slice(thumbnailsPerBlock)).toEqual(removed.slice(0, thumbnailsPerBlock))
      expect(await removeUnlisted(store.thumbnails, 'r1', remove, 1)).toBe(true)
      expect(new Set(removed).size).toBe(2 * thumbnailsPerBlock)
    },
  )

  storeTest(
    'go with their recording, or with its entry for retention',
    async ({ openStore, redis }) => {
      const store = openStore({ retentionMs: 60_000 })
      const lease = await startRecording(store, 'r1')
      const addBlock = async (from: number): Promise<void> => {
        await fill(redis, from, from + most)
        await store.thumbnails.add('r1', aThumbnail(from + most))
      }
      await addBlock(0)
      expect(await redis.pttl(keys.thumbnailBlocks('r1'))).toBe(-1)
      await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
      expect(await redis.pttl(keys.thumbnailBlocks('r1'))).toBeGreaterThan(0)
      await store.thumbnails.retain('r1')
      expect(await redis.pttl(keys.retainedThumbnails('r1'))).toBe(-1)
      await addBlock(most)
      expect(await redis.pttl(keys.thumbnailBlocks('r1'))).toBeGreaterThan(0)
      await store.thumbnails.retain('r1')
      expect(await redis.llen(keys.retainedThumbnails('r1'))).toBe(2)
      await addBlock(2 * most)
      expect(await store.recordings.remove('r1')).toBe(true)
      expect(await redis.exists(keys.thumbnailBlocks('r1'))).toBe(0)
      expect(await redis.llen(keys.retainedThumbnails('r1'))).toBe(2)
      await store.retention.remove('r1')
      expect(await redis.exists(keys.retainedThumbnails('r1'))).toBe(0)
    },
  )
})
