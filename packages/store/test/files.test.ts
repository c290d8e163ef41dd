import { describe, expect } from 'vitest'
import { aFile } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'

describe('addFile', () => {
  storeTest('stores a file with its event, once', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    const file = aFile('r1', 0)
    expect(await store.recordings.addFile(lease, file)).toBe(true)
    expect(await store.recordings.addFile(lease, file)).toBe(true)
    expect(await store.recordings.get('r1')).toMatchObject({ fileCount: 1, storedBytes: 1000 })
    const events = await store.events.list('r1', null, 10)
    const created = events.filter(({ event }) => event.type === 'file.created')
    expect(created).toHaveLength(1)
    expect(created[0]?.event.data.file).toMatchObject({ id: file.id, key: file.key, url: null })
    expect(await store.recordings.files('r1', { cursor: null, limit: 10 })).toEqual({
      items: [file],
      nextCursor: null,
    })
  })

  storeTest('loses none of many that come at once', async ({ store, openStore }) => {
    const lease = await startRecording(store, 'r1')
    const other = openStore()
    const storeAt = (i: number) => (i % 2 === 0 ? store : other)
    const files = Array.from({ length: 40 }, (_, i) =>
      aFile('r1', Math.floor(i / 4), {
        id: `r1.${i}`,
        format: (['mp4', 'flv', 'm3u8', 'cmaf'] as const)[i % 4] ?? 'mp4',
      }),
    )
    const added = await Promise.all(
      files.map((file, i) => storeAt(i).recordings.addFile(lease, file)),
    )
    expect(added.every((done) => done)).toBe(true)
    expect(await store.recordings.get('r1')).toMatchObject({ fileCount: 40, storedBytes: 40_000 })
    expect(await store.relay.depth()).toBe(41)
  })

  storeTest('is refused for an older generation', async ({ store }) => {
    const old = await startRecording(store, 'r1')
    const stored = aFile('r1', 0)
    await store.recordings.addFile(old, stored)
    await store.leases.release(old)
    const newer = await store.leases.acquire('r1', 'recorder-2', 60_000)
    expect(await store.recordings.addFile(old, aFile('r1', 1))).toBe(false)
    expect(await store.recordings.addFile(old, stored)).toBe(true)
    expect(newer && (await store.recordings.addFile(newer, stored))).toBe(true)
    const replaced = aFile('r1', 1, { generation: 2 })
    expect(newer && (await store.recordings.addFile(newer, replaced))).toBe(true)
    expect(await store.recordings.addFile(old, aFile('r1', 1))).toBe(false)
    expect(await store.recordings.get('r1')).toMatchObject({ fileCount: 2 })
  })

  storeTest('is refused for a recording that is not there', async ({ store }) => {
    const lease = { recordingId: 'nobody', ownerId: 'me', generation: 1 }
    expect(await store.recordings.addFile(lease, aFile('nobody', 0))).toBe(false)
  })

  storeTest('pages in the order of storing while more are stored', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    for (const sequence of [2, 0, 1]) await store.recordings.addFile(lease, aFile('r1', sequence))
    const first = await store.recordings.files('r1', { cursor: null, limit: 2 })
    expect(first.items.map((file) => file.sequence)).toEqual([2, 0])
    await store.recordings.addFile(lease, aFile('r1', 3))
    const rest = await store.recordings.files('r1', { cursor: first.nextCursor, limit: 2 })
    expect(rest.items.map((file) => file.sequence)).toEqual([1, 3])
    expect(rest.nextCursor).toBeNull()
  })

  storeTest('expires with a recording that ended before', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 60_000 })
    const lease = await startRecording(store, 'r1')
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    expect(await store.recordings.addFile(lease, aFile('r1', 0))).toBe(true)
    const ttls = await Promise.all(
      (await redis.keys('tapedeck:recording:r1*')).map((key) => redis.pttl(key)),
    )
    expect(ttls.every((ttl) => ttl > 0)).toBe(true)
  })
})
