import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import type { Lease } from '@tapedeck/store'
import { type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiKey, objectPattern, startTestApi, type TestApi } from './api-fixture.ts'
import { advance, fileOf } from './recording-states.ts'
import { expectRefused, invalid } from './refusals.ts'
import { decodedFrames, framesPerSlice, type StoredCycle, storeCycle } from './sliced-media.ts'

let s3: S3Server
let api: TestApi
let objects: ObjectStore
let directory: string
beforeAll(async () => {
  s3 = await startS3Server()
  api = await startTestApi({ s3 })
  objects = createS3Store(s3)
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-playlists-'))
})
afterAll(async () => {
  objects.close()
  await api.stop()
  await s3.stop()
  await rm(directory, { recursive: true, force: true })
})

const formats = ['m3u8', 'cmaf'] as const
type Format = (typeof formats)[number]
const slicePattern = '{AppName}/{StreamName}/{UnixTimestamp}_{Sequence}'
const sliced = (format: Format) => ({ format, objectPattern, slicePattern })
const playlistPath = (id: string, output: string, links = 'presigned') =>
  `/v1/recordings/${id}/playlists/${output}.m3u8?links=${links}`
const playlistOf = async (id: string, output: string, links?: string): Promise<string> => {
  const answer = await api.call({ method: 'GET', path: playlistPath(id, output, links) })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'application/vnd.apple.mpegurl',
  ])
  return answer.text
}
/** Decodes a playlist as it is now; the links of a storage need no key. */
const framesIn = (playlist: string, id: string, key: string | null = null): Promise<number[]> =>
  decodedFrames(playlist, { directory, base: `${api.url}${playlistPath(id, 'any')}`, key })
const linksIn = (playlist: string): string[] =>
  playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

/** A recording of one sliced output that runs: a file of two slices, and a cycle of which the first slice is stored. */
const running = async (id: string, format: Format): Promise<[Lease, StoredCycle]> => {
  const template = { name: 'sliced', formats: [{ ...sliced(format), sliceSeconds: 5 }] }
  await api.createRecording({ id, template })
  const lease = await advance(api.store, id, 'recording')
  const file = await storeCycle(objects, directory, { format, key: `${id}/0`, sequence: 0 })
  const bucket = s3.bucket
  await api.store.recordings.addFile(
    lease,
    fileOf(lease, `${id}/0.m3u8`, { format, bucket, ...file }),
  )
  const growing = await storeCycle(objects, directory, { format, key: `${id}/1`, sequence: 1 })
  const { initKey, codecs, slices } = growing
  const from = { generation: lease.generation, sequence: 0 }
  await api.store.openCycles.put(lease, {
    ...{ output: format, sequence: 1, format, generation: lease.generation, from },
    ...{ storage: { type: 's3', bucket }, key: `${id}/live`, contentType: '', uploadId: null },
    ...{ initKey, codecs, startedAtMs: 0, width: 64, height: 48 },
  })
  await addPiece(lease, format, slices[0])
  return [lease, growing]
}

const addPiece = async (
  lease: Lease,
  format: Format,
  slice: StoredCycle['slices'][0] | undefined,
) => {
  if (slice === undefined) throw new Error('no slice')
  await api.store.openCycles.addPiece(
    lease,
    { output: format, sequence: 1 },
    {
      ...{ number: slice.sequence, bytes: slice.bytes, crc32: '00000000', etag: null, slice },
      ...{ wholeBytes: null, mediaMs: 0, through: [] },
    },
  )
}

const finish = async (lease: Lease, format: Format, cycle: StoredCycle): Promise<void> => {
  const { recordingId } = lease
  const file = { format, bucket: s3.bucket, sequence: 1, ...cycle }
  await api.store.recordings.addFile(lease, fileOf(lease, `${recordingId}/1.m3u8`, file))
  for (const input of ['stopRequested', 'filesStored'] as const)
    await api.store.recordings.transition({ recordingId, input, lease })
}

describe.each(formats)('the playlist of %s', (format) => {
  it('grows while the recording runs and ends with it; every frame decodes at any time', async () => {
    const id = `grows-${format}`
    const [lease, growing] = await running(id, format)
    const first = await playlistOf(id, format)
    expect(first).toContain('#EXT-X-PLAYLIST-TYPE:EVENT')
    expect(first).not.toContain('#EXT-X-ENDLIST')
    expect(first).toContain('#EXT-X-TARGETDURATION:10\n')
    expect(linksIn(first)).toHaveLength(3)
    expect(first.split('#EXT-X-DISCONTINUITY\n')).toHaveLength(2)
    expect(await framesIn(first, id)).toEqual([2 * framesPerSlice, framesPerSlice])

    await addPiece(lease, format, growing.slices[1])
    const second = await playlistOf(id, format)
    expect(second.startsWith(first)).toBe(true)
    expect(linksIn(second)).toHaveLength(4)

    await finish(lease, format, growing)
    const ended = await playlistOf(id, format)
    expect(ended).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
    expect(linksIn(ended)).toEqual(linksIn(second))
    expect(await framesIn(ended, id)).toEqual([2 * framesPerSlice, 2 * framesPerSlice])
  })

  it('names slices of the API where it is asked to', async () => {
    const id = `through-${format}`
    const [lease, growing] = await running(id, format)
    const before = linksIn(await playlistOf(id, format, 'api'))
    await finish(lease, format, growing)
    const playlist = await playlistOf(id, format, 'api')
    const after = linksIn(playlist)
    // the address of a slice stays when its cycle becomes a file
    expect(after.slice(0, 3)).toEqual(before)
    expect(after[0]).toMatch(/^\.\.\/slices\/through-/)
    const frames = await framesIn(playlist, id, apiKey)
    expect(frames).toEqual([2 * framesPerSlice, 2 * framesPerSlice])
  })
})

describe('a slice', () => {
  const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => i % 251))
  const sliceAt = (name: string) => `/v1/recordings/sliced/slices/sliced.m3u8.0/${name}`
  const get = (name: string, headers: Record<string, string> = {}) =>
    fetch(`${api.url}${sliceAt(name)}`, {
      headers: { authorization: `Bearer ${apiKey}`, ...headers },
    })
  beforeAll(async () => {
    await api.createRecording({ id: 'sliced' })
    const lease = await advance(api.store, 'sliced', 'recording')
    await objects.put('sliced/7.ts', body, { contentType: 'video/mp2t' })
    const facts = { bytes: body.length, durationMs: 1, startedAtMs: 0, discontinuity: false }
    const slices = [
      { key: 'sliced/7.ts', sequence: 7, ...facts },
      { key: 'sliced/gone.ts', sequence: 8, ...facts },
    ]
    const file = { format: 'm3u8' as const, bucket: s3.bucket, slices }
    await api.store.recordings.addFile(lease, fileOf(lease, 'sliced/0.m3u8', file))
  })

  it('comes whole, however many pieces it is read in', async () => {
    const answer = await get('7.ts')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe(String(body.length))
    expect(answer.headers.get('content-type')).toBe('video/mp2t')
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true)
  })

  it('comes in ranges', async () => {
    const answer = await get('7.ts', { range: 'bytes=1048570-2097160' })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes 1048570-2097160/${body.length}`)
    const got = Buffer.from(await answer.arrayBuffer())
    expect(got.equals(body.subarray(1_048_570, 2_097_161))).toBe(true)
  })

  it.each([
    ['outside of it', '7.ts', { range: 'bytes=3000000-' }, 416, 'RANGE_NOT_SATISFIABLE'],
    ['that is not there', '9.ts', {}, 404, 'FILE_NOT_FOUND'],
    ['of another kind', '7.m4s', {}, 404, 'FILE_NOT_FOUND'],
    ['that a file without one has', 'init.mp4', {}, 404, 'FILE_NOT_FOUND'],
    ['that is gone from storage', '8.ts', {}, 404, 'OBJECT_NOT_FOUND'],
    ['by a key of the storage', 'sliced%2F7.ts', {}, 404, 'FILE_NOT_FOUND'],
  ])('is refused %s', async (_title, name, headers, status, code) => {
    const call = { method: 'GET', path: sliceAt(name), headers }
    await expectRefused(api, ['', call, status, code, null])
  })

  it('is let go when its reader leaves, so that others are served', async () => {
    const open = async () =>
      Number(
        /^tapedeck_slice_streams_open(?:\{.*\})? (\d+)/m.exec(
          (await api.call({ method: 'GET', path: '/metrics', key: null })).text,
        )?.[1],
      )
    expect(await open()).toBe(0)
    for (let i = 0; i < 5; i++) {
      const leaving = new AbortController()
      const answer = await fetch(`${api.url}${sliceAt('7.ts')}`, {
        headers: { authorization: `Bearer ${apiKey}` },
        signal: leaving.signal,
      })
      expect(answer.status).toBe(200)
      leaving.abort()
    }
    await expect.poll(open, { timeout: 20_000 }).toBe(0)
  })

  it('is for those with a key', async () => {
    const call = { method: 'GET', path: sliceAt('7.ts'), key: null }
    await expectRefused(api, ['', call, 401, 'KEY_MISSING', null])
  })
})

it('a playlist of a filesystem storage names slices of the API', async () => {
  const storage = { type: 'filesystem' }
  const template = { name: 'kept', formats: [sliced('m3u8')], storage }
  await api.createRecording({ id: 'kept', template })
  const lease = await advance(api.store, 'kept', 'recording')
  const kept = api.storage.resolve({ type: 'filesystem', directory: null })
  const cycle = await storeCycle(kept, directory, { format: 'm3u8', key: 'kept/0', sequence: 0 })
  const file = { format: 'm3u8' as const, storageType: 'filesystem' as const, ...cycle }
  await api.store.recordings.addFile(lease, fileOf(lease, 'kept/0.m3u8', file))
  const playlist = await playlistOf('kept', 'm3u8')
  expect(linksIn(playlist)).toEqual(['../slices/kept.m3u8.0/0.ts', '../slices/kept.m3u8.0/1.ts'])
  expect(await framesIn(playlist, 'kept', apiKey)).toEqual([2 * framesPerSlice])
})

it('a playlist is refused of what has no slices, and of what has none yet', async () => {
  const template = { name: 'both', formats: [{ format: 'mp4', objectPattern }, sliced('cmaf')] }
  await api.createRecording({ id: 'refused', template })
  const at = (output: string, id = 'refused') => ({ method: 'GET', path: playlistPath(id, output) })
  await expectRefused(api, ['', at('cmaf', 'none'), 404, 'RECORDING_NOT_FOUND', null])
  await expectRefused(api, ['', at('mp4'), 404, 'FILE_NOT_FOUND', null])
  await expectRefused(api, ['', at('nothing'), 404, 'FILE_NOT_FOUND', null])
  await expectRefused(api, ['', at('cmaf'), 409, 'FILE_NOT_STORED', null])
  const all = { method: 'GET', path: playlistPath('refused', 'cmaf', 'all') }
  await expectRefused(api, invalid('', all, 'links'))
})
