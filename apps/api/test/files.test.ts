import type { FileView, TimelineView } from '@tapedeck/contracts'
import { type Manifest, manifestKeyOf } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSignedLinks } from '../src/recordings/signed-links.ts'
import { apiKey, type Call, startTestApi, type TestApi } from './api-fixture.ts'
import { advance, fileOf } from './recording-states.ts'
import { expectRefused } from './refusals.ts'

let s3: S3Server
let api: TestApi
let objects: ObjectStore
beforeAll(async () => {
  s3 = await startS3Server()
  api = await startTestApi({ s3 })
  objects = api.storage.resolve(null)
})
afterAll(async () => {
  await api.stop()
  await s3.stop()
})

type Files = { items: FileView[]; nextCursor: string | null }
const get = <T>(path: string) => api.call<T>({ method: 'GET', path })
const keys = async () => (await objects.list('')).map((object) => object.key).sort()

/** A finished recording with an mp4 file, a playlist of two slices, and its manifest, all in storage. */
const finished = async (folder: string): Promise<string> => {
  const { id } = await api.createRecording()
  const lease = await advance(api.store, id, 'recording')
  const slices = [0, 1].map((sequence) => ({
    key: `${folder}/${sequence}.m4s`,
    sequence,
    bytes: 5,
    durationMs: 2500,
    startedAtMs: 1_767_225_600_000,
    discontinuity: false,
  }))
  const files = [
    fileOf(lease, `${folder}/0.mp4`),
    fileOf(lease, `${folder}/0.m3u8`, { format: 'cmaf', slices, initKey: `${folder}/init.mp4` }),
    fileOf(lease, `${folder}/1.mp4`, { sequence: 1 }),
  ]
  const stored = [
    ...files.map((file) => file.key),
    ...slices.map((slice) => slice.key),
    `${folder}/init.mp4`,
    manifestKeyOf(id, files[0]?.key ?? ''),
  ]
  for (const key of stored)
    await objects.put(key, Buffer.from('hello'), { contentType: 'video/mp4' })
  for (const file of files) await api.store.recordings.addFile(lease, file)
  await advance(api.store, id, 'completed').catch(() => undefined)
  await api.store.recordings.transition({ recordingId: id, input: 'stopRequested', lease })
  await api.store.recordings.transition({ recordingId: id, input: 'filesStored', lease })
  return id
}

it('lists files page by page with links that work without a key', async () => {
  const id = await finished('listed')
  const first = (await get<Files>(`/v1/recordings/${id}/files?limit=2`)).body
  expect(first.items.map((file) => file.id)).toEqual([`${id}.mp4.0`, `${id}.cmaf.0`])
  expect(first.items[1]).toMatchObject({ sliceCount: 2, bucket: 'recordings', width: 1280 })
  const second = (await get<Files>(`/v1/recordings/${id}/files?cursor=${first.nextCursor}`)).body
  expect(second.items.map((file) => file.key)).toEqual(['listed/1.mp4'])
  expect(second.nextCursor).toBeNull()
  const download = await fetch(second.items[0]?.url ?? '')
  expect(await download.text()).toBe('hello')
})

it('gives the bytes of a file through the API, whole and in ranges', async () => {
  const id = await finished('content')
  const at = (file: string) => `/v1/recordings/${id}/files/${id}.${file}/content`
  const whole = await get(at('mp4.0'))
  expect([whole.status, whole.text]).toEqual([200, 'hello'])
  expect(whole.headers.get('content-type')).toBe('video/mp4')
  const range = { headers: { range: 'bytes=2-' } }
  const rest = await api.call({ method: 'GET', path: at('mp4.0'), ...range })
  expect([rest.status, rest.text]).toEqual([206, 'llo'])
  expect(rest.headers.get('content-range')).toBe('bytes 2-4/5')
  const playlist = await get(at('cmaf.0'))
  expect(playlist.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
  const head = await api.call({ method: 'HEAD', path: at('mp4.0') })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '5'])
  await objects.remove(['content/1.mp4'])
  expect((await api.call({ method: 'HEAD', path: at('mp4.1') })).status).toBe(404)
  const refusals: [path: string, part: Partial<Call>, status: number, code: string][] = [
    [at('mp4.0'), { headers: { range: 'bytes=5-' } }, 416, 'RANGE_NOT_SATISFIABLE'],
    [at('mp4.0'), { key: null }, 401, 'KEY_MISSING'],
    [at('mp4.1'), {}, 404, 'OBJECT_NOT_FOUND'],
    [at('mp4.7'), {}, 404, 'FILE_NOT_FOUND'],
    ['/v1/recordings/none/files/none.mp4.0/content', {}, 404, 'RECORDING_NOT_FOUND'],
  ]
  for (const [path, part, status, code] of refusals)
    await expectRefused(api, ['', { method: 'GET', path, ...part }, status, code, null])
})

/** The signed link of a file in the filesystem storage. */
const keep = async (id: string): Promise<URL> => {
  await api.createRecording({ id, storage: { type: 'filesystem' } })
  const lease = await advance(api.store, id, 'recording')
  const kept = api.storage.resolve({ type: 'filesystem', directory: null })
  const file = fileOf(lease, `${id}/Bühne.mp4`, { storageType: 'filesystem', bucket: kept.bucket })
  await kept.put(file.key, Buffer.from('hello'), { contentType: 'video/mp4' })
  await api.store.recordings.addFile(lease, file)
  const [listed] = (await get<Files>(`/v1/recordings/${id}/files`)).body.items
  return new URL(listed?.url ?? '')
}
const getOpenly = (path: string, part: Partial<Call> = {}) =>
  api.call({ method: 'GET', path, key: null, ...part })

it('gives a file of the filesystem storage a link of its own that works without a key', async () => {
  const link = await keep('linked')
  expect(link.origin).toBe(api.url)
  const path = `${link.pathname}${link.search}`
  const shown = await getOpenly(path)
  expect([shown.status, shown.text]).toEqual([200, 'hello'])
  expect(shown.headers.get('content-disposition')).toBeNull()
  const rest = await getOpenly(path, { headers: { range: 'bytes=2-' } })
  expect([rest.status, rest.text]).toEqual([206, 'llo'])
  const saved = await getOpenly(`${path}&download=1`, { method: 'HEAD' })
  expect([saved.status, saved.text, saved.headers.get('content-length')]).toEqual([200, '', '5'])
  expect(saved.headers.get('content-disposition')).toBe(
    `attachment; filename="B_hne.mp4"; filename*=UTF-8''B%C3%BChne.mp4`,
  )
  const timeline = '/v1/recordings/linked/timeline?links=presigned'
  const [file] = (await get<TimelineView>(timeline)).body.files
  expect(await (await fetch(file?.url ?? '')).text()).toBe('hello')
  const signature = link.searchParams.get('signature') ?? ''
  expect(api.lines.join('')).toContain('/v1/recordings/:id/files/:fileId/content')
  expect(api.lines.join('')).not.toContain(signature)
})

it('refuses links of other files, of other times, and for anything else', async () => {
  const { pathname, search, searchParams } = await keep('refused')
  const other = (await keep('other')).pathname
  const longAgo = createSignedLinks({
    masterKey: api.config.masterKey ?? api.config.key,
    lifetimeSeconds: 60,
    clock: () => 1_767_225_600_000,
  }).link('', { recordingId: 'refused', fileId: 'refused.mp4.0' })
  const later = search.replace(/expires=\d+/, 'expires=4102444800')
  const unsigned = `${pathname}?expires=${searchParams.get('expires')}`
  const refusals: [path: string, part: Partial<Call>, status: number, code: string][] = [
    [`${other}${search}`, {}, 403, 'LINK_INVALID'],
    [`${pathname.replace('mp4.0', 'mp4.1')}${search}`, {}, 403, 'LINK_INVALID'],
    [longAgo, {}, 403, 'LINK_INVALID'],
    [`${pathname}${later}`, {}, 403, 'LINK_INVALID'],
    [unsigned, {}, 403, 'LINK_INVALID'],
    // what is wrong is not made good by a key
    [`${pathname}${search}A`, { key: apiKey }, 403, 'LINK_INVALID'],
    [pathname, {}, 401, 'KEY_MISSING'],
    [`/v1/recordings/refused/files${search}`, {}, 401, 'KEY_MISSING'],
    [pathname.replace('content', `check${search}`), { method: 'POST' }, 401, 'KEY_MISSING'],
  ]
  for (const [path, part, status, code] of refusals)
    await expectRefused(api, ['', { method: 'GET', path, key: null, ...part }, status, code, null])
  const head = await api.call({ method: 'HEAD', path: longAgo, key: null })
  expect(head.status).toBe(403)
})

it('accounts for every file in the manifest', async () => {
  const id = await finished('accounted')
  const { body: manifest } = await get<Manifest>(`/v1/recordings/${id}/manifest`)
  expect(manifest).toMatchObject({
    recordingId: id,
    state: 'completed',
    source: 'rtmp://live.example.com/live/sec***',
    totals: { files: 3, bytes: 15, mediaMs: 10_000 },
  })
  expect(manifest.files.map((file) => file.slices.length)).toEqual([2, 0, 0])
})

it('deletes the record and leaves the objects when not told otherwise', async () => {
  const id = await finished('left')
  const answer = await api.call({ method: 'DELETE', path: `/v1/recordings/${id}` })
  expect(answer.status).toBe(204)
  expect((await get(`/v1/recordings/${id}`)).status).toBe(404)
  expect((await keys()).filter((key) => key.startsWith('left/'))).toHaveLength(7)
})

it('deletes every object of the recording and no other one with files=true', async () => {
  const id = await finished('deleted')
  await objects.put('deleted/other.mp4', Buffer.from('hello'), { contentType: 'video/mp4' })
  const before = (await keys()).filter((key) => !key.startsWith('deleted/'))
  const answer = await api.call({ method: 'DELETE', path: `/v1/recordings/${id}?files=true` })
  expect(answer.status).toBe(204)
  expect(await keys()).toEqual([...before, 'deleted/other.mp4'].sort())
  expect((await get(`/v1/recordings/${id}`)).status).toBe(404)
})
