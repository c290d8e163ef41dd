import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { maxThumbnailsPerRecording, type Thumbnail } from '../src/index.ts'
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

  storeTest('are bounded: the newest stay', async ({ store, redis }) => {
    await startRecording(store, 'r1')
    const others = Array.from({ length: maxThumbnailsPerRecording }, (_, i) => [0, `1:${i}`]).flat()
    await redis.zadd(keys.thumbnails('r1'), ...others)
    await store.thumbnails.add('r1', aThumbnail(1, { atMs: 999_999_999_999_999 }))
    expect(await redis.zcard(keys.thumbnails('r1'))).toBe(maxThumbnailsPerRecording)
    expect(await redis.zrange(keys.thumbnails('r1'), '0', '0')).toEqual(['1:1'])
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
