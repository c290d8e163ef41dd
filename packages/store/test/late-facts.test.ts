import type { Degradation } from '@tapedeck/domain'
import { describe, expect } from 'vitest'
import { aCycle } from './cycle-fixture.ts'
import { aFile } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'

const degradation: Degradation = {
  cause: 'recorder_lost',
  detail: 'Its recorder was lost.',
  occurrence: '1',
}

const page = { cursor: null, limit: 10 }

describe('a filler', () => {
  const filler = aFile('r1', 0, { id: 'r1.mp4.0.g1-0', filler: { generation: 1, index: 0 } })

  storeTest('is added once, also to a recording that has ended', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 60_000 })
    const lease = await startRecording(store, 'r1')
    await store.openCycles.put(lease, aCycle(0))
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    await store.leases.release(lease)
    const added = await Promise.all(
      Array.from({ length: 10 }, () => store.recordings.addFiller(filler)),
    )
    expect(added.every((done) => done)).toBe(true)
    expect((await store.recordings.files('r1', page)).items).toEqual([filler])
    expect(await store.recordings.get('r1')).toMatchObject({
      state: 'failed',
      fileCount: 1,
      storedBytes: 1000,
    })
    const types = (await store.events.list('r1', null, 10)).map(({ event }) => event.type)
    expect(types).toEqual(['recording.started', 'recording.failed', 'file.created'])
    expect(await store.openCycles.list('r1')).toHaveLength(1)
    for (const key of await redis.keys('tapedeck:recording:r1:file*'))
      expect(await redis.pttl(key)).toBeGreaterThan(0)
  })

  storeTest('has no place in a recording that is gone', async ({ store, redis }) => {
    expect(await store.recordings.addFiller(filler)).toBe(false)
    expect(await redis.keys('*')).toEqual([])
  })
})

describe('what is known of a file', () => {
  storeTest('is replaced when it is there', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    const file = aFile('r1', 0, { isInBackup: true })
    expect(await store.recordings.updateFile(file)).toBe(false)
    await store.recordings.addFile(lease, file)
    const moved = { ...file, bucket: 'main', isInBackup: false }
    expect(await store.recordings.updateFile(moved)).toBe(true)
    expect(await store.recordings.file('r1', file.id)).toEqual(moved)
    expect(await store.recordings.file('r1', 'other')).toBeNull()
  })

  storeTest('is not lost when two change it at the same time', async ({ store, openStore }) => {
    const lease = await startRecording(store, 'r1')
    const file = aFile('r1', 0, { isInBackup: true })
    await store.recordings.addFile(lease, file)
    const changes = [
      { ...file, isInBackup: false },
      { ...file, isSalvaged: true },
    ]
    const other = openStore()
    const done = await Promise.all(
      changes.map((change, i) => (i === 0 ? store : other).recordings.updateFile(change, file)),
    )
    expect(done.filter((isDone) => isDone)).toHaveLength(1)
    const again = changes[done.indexOf(true)]
    expect(again && (await store.recordings.updateFile(again, file))).toBe(true)
  })
})

describe('a degradation', () => {
  storeTest(
    'is told once per cause and occurrence, with its event',
    async ({ store, openStore }) => {
      const lease = await startRecording(store, 'r1')
      const other = openStore()
      const storeAt = (i: number) => (i % 2 === 0 ? store : other)
      const told = await Promise.all(
        Array.from({ length: 20 }, (_, i) => storeAt(i).recordings.tellDegraded('r1', degradation)),
      )
      expect(told.filter((isTold) => isTold)).toHaveLength(1)
      const again = { ...degradation, occurrence: '2' }
      expect(await store.recordings.tellDegraded('r1', again)).toBe(true)
      await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
      expect(await store.recordings.tellDegraded('r1', { ...again, cause: 'file_salvaged' })).toBe(
        true,
      )
      expect(await store.recordings.tellDegraded('r1', again)).toBe(false)
      const events = (await store.events.list('r1', null, 10)).map(({ event }) => event)
      expect(events.map(({ type }) => type)).toEqual([
        'recording.started',
        'recording.degraded',
        'recording.degraded',
        'recording.failed',
        'recording.degraded',
      ])
      expect(events[1]?.data.degraded).toEqual({
        cause: 'recorder_lost',
        detail: degradation.detail,
      })
      expect(new Set(events.map(({ id }) => id)).size).toBe(5)
      expect(await store.relay.depth()).toBe(5)
      expect((await store.recordings.get('r1'))?.degradations).toMatchObject([
        { cause: 'recorder_lost', count: 2 },
        { cause: 'file_salvaged', count: 1 },
      ])
    },
  )

  storeTest('is known as long as the recording', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 60_000 })
    const lease = await startRecording(store, 'r1')
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    await store.recordings.tellDegraded('r1', degradation)
    for (const key of await redis.keys('tapedeck:recording:r1*'))
      expect(await redis.pttl(key)).toBeGreaterThan(0)
    await store.recordings.remove('r1')
    expect(await redis.keys('tapedeck:recording:r1*')).toEqual([])
    expect(await store.recordings.tellDegraded('r1', degradation)).toBe(false)
  })
})
