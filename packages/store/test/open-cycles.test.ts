import { outputOf } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { aCycle, aPart } from './cycle-fixture.ts'
import { aFile } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'

const mp4 = { output: 'mp4', sequence: 0 } as const

describe('open cycles', () => {
  storeTest('are kept with their pieces by number', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    expect(await store.openCycles.put(lease, aCycle(0, { uploadId: null }))).toBe(true)
    expect(await store.openCycles.put(lease, aCycle(0))).toBe(true)
    for (const number of [10, 2, 1])
      expect(await store.openCycles.addPiece(lease, mp4, aPart(number))).toBe(true)
    const again = aPart(1, { crc32: '00000001' })
    await store.openCycles.addPiece(lease, mp4, again)
    const hls = aCycle(0, { format: 'm3u8', uploadId: null })
    await store.openCycles.put(lease, hls)
    expect(await store.openCycles.list('r1')).toEqual([
      { cycle: aCycle(0), pieces: [again, aPart(2), aPart(10)] },
      { cycle: hls, pieces: [] },
    ])
    expect(await store.openCycles.recordings(10)).toEqual(['r1'])
    expect(await store.openCycles.list('nobody')).toEqual([])
  })

  storeTest('are kept by the name of their output', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    const long = aCycle(0, { output: 'long' })
    for (const cycle of [aCycle(0), long]) {
      await store.openCycles.put(lease, cycle)
      await store.openCycles.addPiece(lease, cycle, aPart(1))
    }
    const file = { ...aFile('r1', 0), id: 'r1.long.0', output: 'long' }
    expect(await store.recordings.addFile(lease, file)).toBe(true)
    expect(await store.openCycles.list('r1')).toEqual([{ cycle: aCycle(0), pieces: [aPart(1)] }])
    expect(await store.openCycles.put(lease, long)).toBe(true)
    expect(await store.openCycles.list('r1')).toHaveLength(1)
  })

  storeTest(
    'of an older version, and their files, name the format alone',
    async ({ store, redis }) => {
      const lease = await startRecording(store, 'r1')
      await store.openCycles.put(lease, aCycle(0))
      await store.openCycles.addPiece(lease, mp4, aPart(1))
      const { output: _, ...old } = aCycle(0)
      await redis.hset(keys.openCycles('r1'), 'mp4.0', JSON.stringify(old))
      const left = { cycle: aCycle(0), pieces: [aPart(1)] }
      expect(await store.openCycles.list('r1')).toEqual([left])
      expect(await store.openCycles.addPiece(lease, left.cycle, aPart(2))).toBe(true)
      await store.openCycles.put(lease, aCycle(0, { generation: lease.generation }))
      expect((await store.openCycles.list('r1'))[0]?.pieces).toHaveLength(2)
      const { output: __, ...file } = { ...aFile('r1', 0), output: 'mp4' }
      expect(await store.recordings.addFile(lease, file)).toBe(true)
      expect(await store.openCycles.list('r1')).toEqual([])
      expect(outputOf((await store.recordings.file('r1', file.id)) ?? file)).toBe('mp4')
    },
  )

  storeTest('are refused for an older generation', async ({ store }) => {
    const old = await startRecording(store, 'r1')
    await store.openCycles.put(old, aCycle(0))
    await store.leases.handOver(old, 'recorder-2', 60_000)
    expect(await store.openCycles.put(old, aCycle(1))).toBe(false)
    expect(await store.openCycles.addPiece(old, mp4, aPart(1))).toBe(false)
    expect(await store.openCycles.list('r1')).toEqual([{ cycle: aCycle(0), pieces: [] }])
  })

  storeTest('take no piece when they are gone', async ({ store, redis }) => {
    const lease = await startRecording(store, 'r1')
    expect(await store.openCycles.addPiece(lease, mp4, aPart(1))).toBe(false)
    expect(await redis.keys('*open-cycles*')).toEqual([])
  })

  storeTest('keep their pieces while the upload is the same', async ({ store }) => {
    const old = await startRecording(store, 'r1')
    await store.openCycles.put(old, aCycle(0))
    await store.openCycles.addPiece(old, mp4, aPart(1))
    const lease = await store.leases.handOver(old, 'recorder-2', 60_000)
    if (lease === null) throw new Error('the lease was not given')
    await store.openCycles.put(lease, aCycle(0, { generation: 2, uploadId: null }))
    await store.openCycles.put(lease, aCycle(0, { generation: 2 }))
    expect((await store.openCycles.list('r1'))[0]?.pieces).toEqual([aPart(1)])
    await store.openCycles.put(lease, aCycle(0, { generation: 2, uploadId: 'another' }))
    expect((await store.openCycles.list('r1'))[0]?.pieces).toEqual([])
  })

  storeTest('end with the file that they become', async ({ store, redis }) => {
    const lease = await startRecording(store, 'r1')
    for (const sequence of [0, 1]) {
      await store.openCycles.put(lease, aCycle(sequence))
      await store.openCycles.addPiece(lease, { ...mp4, sequence }, aPart(1))
    }
    await store.recordings.addFile(lease, aFile('r1', 0))
    const left = await store.openCycles.list('r1')
    expect(left).toEqual([{ cycle: aCycle(1), pieces: [aPart(1)] }])
    expect(await store.openCycles.put(lease, aCycle(0))).toBe(true)
    expect(await store.openCycles.addPiece(lease, mp4, aPart(2))).toBe(false)
    expect(await store.openCycles.list('r1')).toEqual(left)
    await store.recordings.addFile(lease, aFile('r1', 1))
    expect(await redis.keys('*open-cycles*')).toEqual([])
    expect(await store.openCycles.recordings(10)).toEqual([])
  })

  storeTest('never outlive their file, whichever comes first', async ({ store, openStore }) => {
    const lease = await startRecording(store, 'r1')
    const other = openStore()
    for (let sequence = 0; sequence < 20; sequence++) {
      const id = { ...mp4, sequence }
      await store.openCycles.put(lease, aCycle(sequence))
      await Promise.all([
        other.openCycles.put(lease, aCycle(sequence)),
        other.openCycles.addPiece(lease, id, aPart(1)),
        store.recordings.addFile(lease, aFile('r1', sequence)),
      ])
    }
    expect(await store.openCycles.list('r1')).toEqual([])
  })

  storeTest('stay when a file is refused', async ({ store }) => {
    const old = await startRecording(store, 'r1')
    await store.openCycles.put(old, aCycle(0))
    await store.leases.handOver(old, 'recorder-2', 60_000)
    expect(await store.recordings.addFile(old, aFile('r1', 0))).toBe(false)
    expect(await store.openCycles.list('r1')).toHaveLength(1)
  })

  storeTest('are forgotten by generation', async ({ store, redis }) => {
    const lease = await startRecording(store, 'r1')
    await store.openCycles.put(lease, aCycle(0))
    await store.openCycles.addPiece(lease, mp4, aPart(1))
    await store.openCycles.remove('r1', { ...mp4, generation: 2 })
    expect(await store.openCycles.list('r1')).toHaveLength(1)
    for (let times = 0; times < 2; times++)
      await store.openCycles.remove('r1', { ...mp4, generation: 1 })
    expect(await redis.keys('*open-cycles*')).toEqual([])
  })

  storeTest(
    'are listed a bounded number of recordings at a time, none for ever left out',
    async ({ store }) => {
      const ids = ['r1', 'r2', 'r3']
      for (const id of ids) await store.openCycles.put(await startRecording(store, id), aCycle(0))
      const seen = new Set<string>()
      await expect
        .poll(async () => {
          const some = await store.openCycles.recordings(2)
          expect(new Set(some).size).toBe(2)
          for (const id of some) seen.add(id)
          return [...seen].toSorted()
        })
        .toEqual(ids)
      expect(await store.openCycles.recordings(0)).toEqual([])
    },
  )

  storeTest('expire with the recording and leave the list', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 60_000 })
    const lease = await startRecording(store, 'r1')
    await store.openCycles.put(lease, aCycle(0))
    await store.openCycles.addPiece(lease, mp4, aPart(1))
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    const late = await startRecording(store, 'r2')
    await store.recordings.transition({ recordingId: 'r2', input: 'faulted', lease: late })
    await store.openCycles.put(late, aCycle(0))
    for (const name of await redis.keys('tapedeck:recording:r2:open-cycles*'))
      expect(await redis.pttl(name)).toBeGreaterThan(0)
    await store.openCycles.put(lease, aCycle(1))
    await store.openCycles.addPiece(lease, { ...mp4, sequence: 1 }, aPart(1))
    const names = await redis.keys('tapedeck:recording:r1:open-cycles*')
    expect(names).toHaveLength(3)
    for (const name of names) expect(await redis.pttl(name)).toBeGreaterThan(0)
    await redis.del(keys.openCycles('r1'), keys.openCycles('r2'))
    expect(await store.openCycles.recordings(10)).toEqual([])
    expect(await redis.exists(keys.recordingsWithOpenCycles)).toBe(0)
  })

  storeTest('are removed with the recording', async ({ store, redis }) => {
    const lease = await startRecording(store, 'r1')
    await store.openCycles.put(lease, aCycle(0))
    await store.openCycles.addPiece(lease, mp4, aPart(1))
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    expect(await store.recordings.remove('r1')).toBe(true)
    expect(await redis.keys('*open-cycles*')).toEqual([])
  })
})
