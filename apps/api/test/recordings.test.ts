import type { RecordingView } from '@tapedeck/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { liveSource, mp4Template, startTestApi, type TestApi } from './api-fixture.ts'
import { advance } from './recording-states.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const body = { source: liveSource, template: mp4Template }
const submit = (more: object = {}, headers: Record<string, string> = {}) =>
  api.call<RecordingView>({
    method: 'POST',
    path: '/v1/recordings',
    body: { ...body, ...more },
    headers,
  })
const act = (id: string, action: string, sent?: object) =>
  api.call<RecordingView>({
    method: 'POST',
    path: `/v1/recordings/${id}/${action}`,
    ...(sent === undefined ? {} : { body: sent }),
  })
const get = (id: string) => api.call<RecordingView>({ method: 'GET', path: `/v1/recordings/${id}` })

describe('submitting a recording', () => {
  it('answers 202 with the accepted recording, its defaults filled in, and wakes a recorder', async () => {
    const before = await api.producer.record.counts()
    const answer = await submit({ name: 'first' })
    expect(answer.status).toBe(202)
    expect(answer.headers.get('location')).toBe(`/v1/recordings/${answer.body.id}`)
    expect(answer.body).toMatchObject({
      id: expect.stringMatching(/^rec_/),
      name: 'first',
      state: 'accepted',
      stream: { domain: 'live.example.com', app: 'live', stream: 'secret-stream-key' },
      template: { waitSeconds: 180, formats: [{ format: 'mp4', cycleSeconds: 3600 }] },
      storage: { type: 'filesystem', directory: null },
      progress: null,
    })
    expect((await api.producer.record.counts()).waiting).toBe(before.waiting + 1)
    expect((await get(answer.body.id)).body).toEqual(answer.body)
  })

  it('never shows the stream key of the source', async () => {
    const { body: recording } = await submit()
    expect(recording.source.url).toBe('rtmp://live.example.com/live/sec***')
  })

  it('takes storage and webhook from the request before those of the template', async () => {
    const template = await api.createTemplate({
      ...mp4Template,
      notifyUrl: 'https://hooks.example.com/template',
      storage: { type: 'filesystem', directory: 'of-template' },
    })
    const from = { template: undefined, templateId: template.id }
    expect((await submit(from)).body).toMatchObject({
      templateId: template.id,
      notifyUrl: 'https://hooks.example.com/template',
      storage: { directory: 'of-template' },
    })
    const own = {
      notifyUrl: 'https://hooks.example.com/own',
      storage: { type: 'filesystem', directory: 'own' },
    }
    expect((await submit({ ...from, ...own })).body).toMatchObject(own)
  })

  it('refuses a template that has formats for renditions only', async () => {
    const small = { profiles: ['sd'], formats: mp4Template.formats }
    const template = { ...mp4Template, formats: [], renditions: small }
    const refused = await submit({ template })
    expect(refused.status).toBe(400)
    expect(refused.body).toMatchObject({ errors: [{ field: 'template.formats' }] })
  })

  it('keeps the template as it was when the recording was accepted', async () => {
    const template = await api.createTemplate()
    const { body: recording } = await submit({ template: undefined, templateId: template.id })
    await api.call({
      method: 'PUT',
      path: `/v1/templates/${template.id}`,
      body: { ...mp4Template, name: 'changed' },
    })
    expect((await get(recording.id)).body.template.name).toBe('plain')
  })

  it('gives the same recording for the same id, and 409 for another body', async () => {
    const first = await submit({ id: 'match-1' })
    const again = await submit({ id: 'match-1' })
    expect(again.body).toEqual(first.body)
    expect([first, again].map((answer) => answer.headers.get('idempotent-replayed'))).toEqual([
      'false',
      'true',
    ])
    const other = await submit({ id: 'match-1', name: 'other' })
    expect(other.body).toMatchObject({ status: 409, code: 'RECORDING_EXISTS' })
  })

  it('gives the same recording for the same Idempotency-Key, and 409 for another body', async () => {
    const key = { 'idempotency-key': 'order/42' }
    const first = await submit({}, key)
    expect((await submit({}, key)).body.id).toBe(first.body.id)
    const other = await submit({ name: 'other' }, key)
    expect(other.body).toMatchObject({
      code: 'RECORDING_EXISTS',
      errors: [{ field: 'Idempotency-Key' }],
    })
  })

  it('makes one recording out of many equal requests at once', async () => {
    const key = { 'idempotency-key': 'at-once' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit({}, key)))
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
    expect(answers.every((answer) => answer.status === 202)).toBe(true)
  })
})

describe('listing recordings', () => {
  it('filters by state, name and time, newest first, page by page', async () => {
    const created: string[] = []
    for (const name of ['Derby one', 'derby two', 'derby three'])
      created.push((await submit({ name })).body.id)
    const list = async (query: string) =>
      (
        await api.call<{ items: RecordingView[]; nextCursor: string | null }>({
          method: 'GET',
          path: `/v1/recordings?${query}`,
        })
      ).body
    const first = await list('name=DERBY&limit=2')
    expect(first.items).toHaveLength(2)
    const second = await list(`name=derby&limit=2&cursor=${first.nextCursor}`)
    expect(second.nextCursor).toBeNull()
    const ids = [...first.items, ...second.items].map((recording) => recording.id)
    expect(ids.sort()).toEqual(created.sort())
    await act(created[0] ?? '', 'stop')
    expect((await list('name=derby&state=canceled')).items.map(({ id }) => id)).toEqual([
      created[0],
    ])
    expect((await list('name=derby&state=accepted&state=canceled')).items).toHaveLength(3)
    expect((await list('name=derby&state=accepted,canceled')).items).toHaveLength(3)
    const past = encodeURIComponent('2020-01-01T00:00:00+01:00')
    expect((await list(`createdBefore=${past}`)).items).toEqual([])
    expect((await list(`name=derby&createdAfter=${past}`)).items).toHaveLength(3)
    const { domain, app, stream } = first.items[0]?.stream ?? { domain: '', app: '', stream: '' }
    const named = `name=derby&domain=${domain.toUpperCase()}&app=${app}&stream=${stream}`
    expect((await list(named)).items).toHaveLength(3)
    expect((await list(`${named}s`)).items).toEqual([])
    expect((await list(`name=derby&app=${app}s`)).items).toEqual([])
  })
})

describe('stopping and splitting', () => {
  it('cancels at once what no recorder has taken', async () => {
    const { id } = await api.createRecording()
    const answer = await act(id, 'stop')
    expect(answer.status).toBe(202)
    expect(answer.body).toMatchObject({ state: 'canceled', reason: 'stopped' })
  })

  it('stores the wish for the recorder that has the lease, and "now" wins', async () => {
    const { id } = await api.createRecording()
    await advance(api.store, id, 'recording')
    expect((await act(id, 'stop', { mode: 'now' })).body.state).toBe('recording')
    await act(id, 'stop', { mode: 'graceful' })
    expect((await api.store.recordings.get(id))?.desired.stop).toBe('now')
  })

  it('changes nothing when the recording has ended', async () => {
    const { id } = await api.createRecording()
    await act(id, 'stop')
    const before = await get(id)
    const again = await act(id, 'stop')
    expect(again.status).toBe(202)
    expect(again.body).toEqual(before.body)
  })

  it('counts the splits of a running recording and refuses one of an ended one', async () => {
    const { id } = await api.createRecording()
    await advance(api.store, id, 'recording')
    expect((await act(id, 'split')).status).toBe(202)
    expect((await act(id, 'split', {})).status).toBe(202)
    expect((await api.store.recordings.get(id))?.desired.splits).toBe(2)
    await advance(api.store, id, 'completed')
    expect((await act(id, 'split')).body).toMatchObject({
      status: 409,
      code: 'RECORDING_NOT_RUNNING',
    })
  })

  it('shows the live figures of a running recording', async () => {
    const { id } = await api.createRecording()
    await advance(api.store, id, 'recording')
    await api.store.progress.put(id, {
      generation: 1,
      recorderId: 'recorder-1',
      updatedAtMs: Date.now(),
      receivedBytes: 1000,
      mediaMs: 1500,
      wallMs: 1600,
      fps: 25,
      bitsPerSecond: 5000.4,
      fragments: 2,
      uploadBacklogBytes: 0,
      cycles: [{ format: 'mp4', sequence: 0, mediaMs: 1500, bytes: 900 }],
    })
    expect((await get(id)).body.progress).toMatchObject({
      receivedBytes: 1000,
      mediaSeconds: 1.5,
      wallSeconds: 1.6,
      bitsPerSecond: 5000,
      cycles: [{ format: 'mp4', sequence: 0, mediaSeconds: 1.5, bytes: 900 }],
    })
  })
})
