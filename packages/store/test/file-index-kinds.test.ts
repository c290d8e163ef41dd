import type { Recording } from '@tapedeck/domain'
import type { RedisClient } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { FileIndexQuery, Store } from '../src/index.ts'
import { aFile, aRecording } from './recording-fixture.ts'
import { storeTest } from './store-test.ts'
import { aStreamName } from './stream-fixture.ts'

const stream = aStreamName('stream')
const ofJobs: FileIndexQuery = {
  recordingIds: null,
  stream: null,
  format: null,
  fromMs: null,
  toMs: null,
  order: 'asc',
  offset: 0,
  limit: 10,
}
const ofStream: FileIndexQuery = { ...ofJobs, stream }

/** Recordings of the same stream: one that somebody submitted, and one that a rule made. */
const kinds: Record<'job' | 'driven', Partial<Recording>> = {
  job: { origin: { kind: 'api' } },
  driven: {
    origin: { kind: 'stream', cause: 'rule', ruleId: 'rule', publicationId: 'p1', pushArgs: {} },
  },
}

const startBoth = async (store: Store): Promise<void> => {
  for (const [id, part] of Object.entries(kinds))
    await store.recordings.create(aRecording(id, part), { fingerprint: id, idempotencyKey: null })
}

const storeFile = async (store: Store, id: string, sequence: number): Promise<void> => {
  const lease =
    (await store.leases.owner(id)) ?? (await store.leases.acquire(id, 'recorder-1', 60_000))
  if (lease === null) throw new Error('the lease was not free')
  await store.recordings.addFile(lease, aFile(id, sequence, { startedAtMs: sequence }))
}

/** As a version before had it: every file was in both indexes. */
const storeAsBefore = async (
  store: Store,
  redis: RedisClient,
  id: string,
  sequence: number,
): Promise<void> => {
  await storeFile(store, id, sequence)
  const member = await redis.hget('tapedeck:streams-of-files', id)
  const fileId = `${id}.mp4.${sequence}`
  await redis.zadd('tapedeck:files:mp4', sequence, fileId)
  await redis.zadd(`tapedeck:files-of-stream:mp4:${member}`, sequence, fileId)
}

const idsOf = async (store: Store, query: FileIndexQuery) => {
  const { files, total } = await store.fileIndex.find(query)
  return { ids: files.map(({ file }) => file.id), total }
}

describe('files of jobs and those of streams', () => {
  storeTest('are apart, also those of records without an origin', async ({ store }) => {
    await startBoth(store)
    const old = aRecording('old')
    delete old.origin
    await store.recordings.create(old, { fingerprint: 'old', idempotencyKey: null })
    for (const id of ['old', 'job', 'driven']) await storeFile(store, id, 0)
    expect(await idsOf(store, ofJobs)).toEqual({ ids: ['job.mp4.0', 'old.mp4.0'], total: 2 })
    expect(await idsOf(store, ofStream)).toEqual({ ids: ['driven.mp4.0'], total: 1 })
    const ofBoth = { ...ofJobs, recordingIds: ['job', 'driven'] }
    expect((await idsOf(store, ofBoth)).total).toBe(2)
    for (const id of ['job', 'driven'])
      expect(await store.fileIndex.forget(`${id}.mp4.0`)).toBe(true)
    expect((await idsOf(store, ofStream)).total).toBe(0)
    expect((await idsOf(store, ofJobs)).total).toBe(1)
  })

  storeTest('come apart that a version before stored', async ({ store, redis }) => {
    await startBoth(store)
    for (const id of ['job', 'driven'])
      for (let sequence = 0; sequence < 30; sequence++)
        await storeAsBefore(store, redis, id, sequence)
    const ids = Array.from({ length: 10 }, (_, i) => `.mp4.${20 + i}`).toReversed()
    const last = { offset: 0, order: 'desc' } as const
    const expected = (id: string) => ({ ids: ids.map((end) => `${id}${end}`), total: 30 })
    expect(await idsOf(store, { ...ofJobs, ...last })).toEqual(expected('job'))
    expect(await idsOf(store, { ...ofStream, ...last })).toEqual(expected('driven'))
  })

  storeTest(
    'come apart that a recorder of that version stores beside this one',
    async ({ store, redis }) => {
      await startBoth(store)
      await storeFile(store, 'job', 0)
      expect((await idsOf(store, ofJobs)).total).toBe(1)
      for (const id of ['job', 'driven'])
        for (let sequence = 1; sequence < 5; sequence++)
          await storeAsBefore(store, redis, id, sequence)
      expect(await idsOf(store, { ...ofJobs, limit: 2 })).toEqual({
        ids: ['job.mp4.0', 'job.mp4.1'],
        total: 5,
      })
      expect(await idsOf(store, { ...ofStream, limit: 2 })).toEqual({
        ids: ['driven.mp4.1', 'driven.mp4.2'],
        total: 4,
      })
    },
  )
})
