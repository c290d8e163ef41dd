import type { FileView, RecordingView } from '@tapedeck/contracts'
import type { Manifest, RecordingFile } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './api-fixture.ts'
import { advance, fileOf } from './recording-states.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const ask = (id: string, fileId: string, body?: unknown) =>
  api.call<FileView & { code?: string }>({
    method: 'POST',
    path: `/v1/recordings/${id}/files/${fileId}/check`,
    ...(body === undefined ? {} : { body }),
  })
const get = async <T>(path: string) => (await api.call<T>({ method: 'GET', path })).body
const waiting = async () => (await api.producer.check.counts()).waiting

const truth = {
  wallMs: 5100,
  mediaRatio: 0.98,
  gaps: [{ mediaTimeMs: 2000, durationMs: 1500 }],
  gapCount: 1,
  repairs: [
    { mediaTimeMs: 10, track: 'video' as const, kind: 'jump_back' as const, jumpMs: -9000 },
  ],
  repairCount: 1,
  endedByCodecChange: true,
}

/** A running recording with one stored file. */
const running = async (
  part: Partial<RecordingFile> = {},
): Promise<{ id: string; lease: Lease; file: RecordingFile }> => {
  const { id } = await api.createRecording()
  const lease = await advance(api.store, id, 'recording')
  const file = fileOf(lease, `${id}/0.mp4`, part)
  await api.store.recordings.addFile(lease, file)
  return { id, lease, file }
}

describe('a check of a stored file', () => {
  it('is accepted, once however often it is asked for', async () => {
    const { id, file } = await running()
    const before = await waiting()
    const answer = await ask(id, file.id)
    expect(answer.status).toBe(202)
    expect(answer.body).toMatchObject({ id: file.id, check: null })
    expect((await ask(id, file.id, {})).status).toBe(202)
    expect(await waiting()).toBe(before + 1)
  })

  it('shows what it found, in the files and in the manifest', async () => {
    const { id, file } = await running()
    const check = {
      checkedAtMs: 1_767_225_700_000,
      outcome: 'damaged' as const,
      detail: 'It is not in the storage.',
    }
    await api.store.recordings.updateFile({ ...file, check })
    const { checkedAtMs: _, ...shown } = { ...check, checkedAt: '2026-01-01T00:01:40.000Z' }
    const { items } = await get<{ items: FileView[] }>(`/v1/recordings/${id}/files`)
    expect(items[0]?.check).toEqual(shown)
    expect((await get<Manifest>(`/v1/recordings/${id}/manifest`)).files[0]?.check).toEqual(shown)
    expect((await ask(id, file.id)).body.check).toEqual(shown)
  })

  it('is refused for what is not there, and nothing is queued', async () => {
    const { id } = await running()
    const before = await waiting()
    for (const fileId of [`${id}.mp4.1`, `${id}.flv.0`, 'other.mp4.0', `${id}.mp4.0x`, '..', '*']) {
      const answer = await ask(id, fileId)
      expect([answer.status, answer.body.code]).toEqual(
        fileId === '..' ? [404, 'ROUTE_NOT_FOUND'] : [404, 'FILE_NOT_FOUND'],
      )
    }
    const answer = await ask('nobody', 'nobody.mp4.0')
    expect([answer.status, answer.body.code]).toEqual([404, 'RECORDING_NOT_FOUND'])
    expect(await waiting()).toBe(before)
  })

  it('is refused for a file that was removed when its time was over', async () => {
    const { id, file } = await running({ removedAtMs: 1_767_225_700_000 })
    const before = await waiting()
    const answer = await ask(id, file.id)
    expect([answer.status, answer.body.code]).toEqual([404, 'FILE_NOT_FOUND'])
    expect(answer.body).toMatchObject({
      detail: expect.stringContaining('was removed at 2026-01-01T00:01:40.000Z'),
    })
    expect(await waiting()).toBe(before)
    const { items } = await get<{ items: FileView[] }>(`/v1/recordings/${id}/files`)
    expect(items).toMatchObject([{ removedAt: '2026-01-01T00:01:40.000Z', url: null }])
  })

  it('is refused for a file of another recording', async () => {
    const { file } = await running()
    const other = await running()
    expect((await ask(other.id, file.id)).body.code).toBe('FILE_NOT_FOUND')
  })

  it('is refused while the file is recorded or on its way into storage', async () => {
    const { id, lease } = await running()
    await api.store.progress.put(id, {
      generation: lease.generation,
      recorderId: 'recorder-1',
      updatedAtMs: Date.now(),
      receivedBytes: 0,
      mediaMs: 0,
      wallMs: 0,
      fps: 0,
      bitsPerSecond: 0,
      fragments: 0,
      uploadBacklogBytes: 0,
      cycles: [{ format: 'mp4', sequence: 2, mediaMs: 100, bytes: 10 }],
    })
    const codes = []
    for (const sequence of [0, 1, 2, 3]) {
      const { status, body } = await ask(id, `${id}.mp4.${sequence}`)
      codes.push(status === 202 ? 'accepted' : `${status} ${body.code}`)
    }
    expect(codes).toEqual([
      'accepted',
      '409 FILE_NOT_STORED',
      '409 FILE_NOT_STORED',
      '404 FILE_NOT_FOUND',
    ])
  })

  it('takes no body with anything in it', async () => {
    const { id, file } = await running()
    expect((await ask(id, file.id, { force: true })).status).toBe(400)
  })
})

it('files show how true they are', async () => {
  const filler = { generation: 1, index: 0 }
  const { id } = await running({ truth, isSalvaged: true, filler, isInBackup: true })
  const { items } = await get<{ items: FileView[] }>(`/v1/recordings/${id}/files`)
  expect(items[0]).toMatchObject({ truth, isSalvaged: true, filler, isInBackup: true })
  const { files } = await get<Manifest>(`/v1/recordings/${id}/manifest`)
  expect(files[0]).toMatchObject({ truth, isSalvaged: true, filler, isInBackup: true })
})

it('a recording shows what is wrong with it, also in lists, and its events tell of it', async () => {
  const { id } = await running()
  expect((await get<RecordingView>(`/v1/recordings/${id}`)).degradations).toEqual([])
  const degradation = {
    cause: 'timestamps_repaired' as const,
    detail: 'The clock jumped.',
    occurrence: '1',
  }
  expect(await api.store.recordings.tellDegraded(id, degradation)).toBe(true)
  expect(await api.store.recordings.tellDegraded(id, degradation)).toBe(false)
  await api.store.recordings.tellDegraded(id, { ...degradation, occurrence: '2' })
  const told = { cause: 'timestamps_repaired', count: 2, detail: 'The clock jumped.' }
  expect((await get<RecordingView>(`/v1/recordings/${id}`)).degradations).toMatchObject([told])
  const { items } = await get<{ items: RecordingView[] }>('/v1/recordings')
  expect(items.find((one) => one.id === id)?.degradations).toMatchObject([told])
  const events = await api.call<{ items: { type: string; data: object }[] }>({
    method: 'GET',
    path: `/v1/recordings/${id}/events`,
    headers: { accept: 'application/json' },
  })
  const degraded = events.body.items.filter(({ type }) => type === 'recording.degraded')
  expect(degraded.map(({ data }) => data)).toMatchObject([
    { degraded: { cause: 'timestamps_repaired', detail: 'The clock jumped.' } },
    { degraded: { cause: 'timestamps_repaired', detail: 'The clock jumped.' } },
  ])
})
