import {
  type OutputFormat,
  outputFormats,
  type RecordingFile,
  type RecordingOrigin,
} from '@tapedeck/domain'
import { describe, expect } from 'vitest'
import type { FileIndexQuery, Lease, Store } from '../src/index.ts'
import { aFile, aRecording } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'
import { aStreamName, oddNames } from './stream-fixture.ts'

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

const idsOf = async (store: Store, query: Partial<FileIndexQuery> = {}) => {
  const { files, total } = await store.fileIndex.find({ ...everything, ...query })
  return { ids: files.map(({ file }) => file.id), total }
}

const driven = { kind: 'stream', cause: 'rule', ruleId: 'a', publicationId: 'p' } as const

/** A recording that a stream drives, or a job of that stream, under a lease. */
const record = async (
  store: Store,
  id: string,
  stream: string,
  origin: RecordingOrigin = { ...driven, pushArgs: {} },
): Promise<Lease> => {
  const recording = aRecording(id, { stream: aStreamName(stream), origin })
  await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
  const lease = await store.leases.acquire(id, 'recorder-1', 60_000)
  if (lease === null) throw new Error('the lease was not free')
  return lease
}

const byBeginning = (a: RecordingFile, b: RecordingFile): number =>
  a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : 1)

describe('the index of files', () => {
  storeTest('tells a file as it is stored', async ({ openStore }) => {
    const store = openStore({ clock: () => 7000 })
    const lease = await startRecording(store, 'r1')
    const file = aFile('r1', 0, { startedAtMs: 1000 })
    await store.recordings.addFile(lease, file)
    const stream = { domain: 'live.example.org', app: 'app', stream: 'stream' }
    const indexed = { file, stream, storedAtMs: 7000 }
    expect(await store.fileIndex.get(file.id)).toEqual(indexed)
    expect(await store.fileIndex.find(everything)).toEqual({ files: [indexed], total: 1 })
    const checked = { ...file, check: { checkedAtMs: 1, outcome: 'ok', detail: null } } as const
    await store.recordings.updateFile(checked)
    expect((await store.fileIndex.get(file.id))?.file).toEqual(checked)
    for (const fileId of ['r1.mp4.1', 'r2.mp4.0', 'r1', ''])
      expect(await store.fileIndex.get(fileId)).toBeNull()
  })

  storeTest('gives every page of every question as sorting does', async ({ store }) => {
    const streams = ['a', 'b', 'a', 'a', 'b']
    const jobs = ['r3', 'r4']
    const files: RecordingFile[] = []
    for (const [i, stream] of streams.entries()) {
      const isJob = jobs.includes(`r${i}`)
      const lease = await record(store, `r${i}`, stream, isJob ? { kind: 'api' } : undefined)
      for (let sequence = 0; sequence < 30; sequence++) {
        const format = outputFormats[(i + sequence) % 4] as OutputFormat
        // many begin at the same time, and none in the order in which it is stored
        const startedAtMs = 1_800_000_000_000 + ((sequence * 7) % 5) * 1000
        const fields = { id: `r${i}.${format}.${sequence}`, format, startedAtMs }
        const file = aFile(`r${i}`, sequence, fields)
        await store.recordings.addFile(lease, file)
        files.push(file)
      }
    }
    const recordingIds = [null, ['r0'], ['r2', 'r0', 'r3', 'r2'], ['nobody'], []]
    for (const ids of recordingIds)
      for (const stream of ids === null ? [null, 'a', 'nobody'] : [null])
        for (const format of [null, 'flv', 'avi'])
          for (const [fromMs, toMs] of [
            [null, null],
            [1_800_000_001_000, 1_800_000_003_000],
            [1_800_000_002_000, null],
            [null, 1_800_000_000_999],
            [3, 2],
          ] as const)
            for (const order of ['asc', 'desc'] as const) {
              const matching = files
                .filter(
                  (file) =>
                    (ids?.includes(file.recordingId) ??
                      (stream === null) === jobs.includes(file.recordingId)) &&
                    (stream === null || streams[Number(file.recordingId[1])] === stream) &&
                    (format === null || file.format === format) &&
                    file.startedAtMs >= (fromMs ?? 0) &&
                    file.startedAtMs <= (toMs ?? Number.MAX_SAFE_INTEGER),
                )
                .toSorted(byBeginning)
              if (order === 'desc') matching.reverse()
              const expected = matching.map(({ id }) => id)
              const name = stream === null ? null : aStreamName(stream)
              const query = { recordingIds: ids, stream: name, format, fromMs, toMs, order }
              for (const offset of [0, 7, 14, 60, 90]) {
                const page = await idsOf(store, { ...query, offset, limit: 7 })
                const ids = expected.slice(offset, offset + 7)
                expect(page).toEqual({ ids, total: expected.length })
              }
            }
  })

  storeTest('is asked for a bounded number of recordings at once', async ({ store }) => {
    const recordingIds = Array.from({ length: 201 }, (_, i) => `r${i}`)
    await expect(idsOf(store, { recordingIds })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    expect((await idsOf(store, { recordingIds: recordingIds.slice(1) })).total).toBe(0)
  })

  storeTest('keeps streams apart, whatever their names', async ({ store }) => {
    for (const [i, name] of oddNames.entries()) {
      const lease = await record(store, `r${i}`, name)
      await store.recordings.addFile(lease, aFile(`r${i}`, 0))
    }
    for (const [i, name] of oddNames.entries()) {
      const { files } = await store.fileIndex.find({ ...everything, stream: aStreamName(name) })
      expect(files).toMatchObject([{ file: { recordingId: `r${i}` }, stream: { stream: name } }])
    }
  })

  storeTest('takes up a filler of a recording that has ended', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    await store.recordings.addFiller(aFile('r1', 0, { id: 'r1.mp4.1-0-filler-1' }))
    expect(await idsOf(store)).toEqual({ ids: ['r1.mp4.1-0-filler-1'], total: 1 })
  })

  storeTest('holds a file once, however often its write is sent', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    for (let i = 0; i < 2; i++) await store.recordings.addFile(lease, aFile('r1', 0))
    expect(await idsOf(store)).toEqual({ ids: ['r1.mp4.0'], total: 1 })
  })
})
