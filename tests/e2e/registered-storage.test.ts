import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import {
  assertDecodes,
  createTestBucket,
  downloadFiles,
  hasRealS3,
  makeSource,
  publishStream,
  removeTestBucket,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'm3u8'] as const
/** Long enough for a busy machine to start a second recorder while it lasts. */
const seconds = 20

describe.runIf(await hasRealS3())('a recording into a storage that a user registered', () => {
  let world: World
  let bucket: string
  let studio: ObjectStore
  let id: string
  let refusedAtSubmission: { status: number; body: unknown }
  let removalWhileRecording: number
  let removal: number
  let links: number[]
  let linksAfterRemoval: (string | null)[]
  let paths: Record<string, string[]>

  beforeAll(async () => {
    world = await startWorld()
    const { api, apps, addRecorder, s3 } = world.stack
    bucket = await createTestBucket(s3)
    studio = createS3Store({ ...s3, bucket })
    const { endpoint, region, accessKeyId, secretAccessKey } = s3
    const settings = { endpoint, region, accessKeyId, bucket }
    await api.call('POST', '/v1/storages', { ...settings, secretAccessKey, name: 'studio' })
    const source = await makeSource({ dir: world.directory, seconds })
    const url = world.rtmp.url('live', 'registered')
    const request = (storage: string) => ({
      source: { type: 'rtmp', url },
      template: templateOf(
        { mp4: 60, m3u8: 6 },
        { storage: { type: 's3', storage }, posters: { width: 160 } },
      ),
    })
    refusedAtSubmission = await api.call('POST', '/v1/recordings', request('nobody'))
    id = (await api.record(request('studio'))).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    const mediaSeconds = async (wanted: number) =>
      api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > wanted, 30_000)
    await mediaSeconds(2)
    removalWhileRecording = (await api.call('DELETE', '/v1/storages/studio')).status
    const recorder = apps.find(({ name }) => name === 'recorder')
    recorder?.signal('SIGKILL')
    await recorder?.exited
    const successor = await addRecorder('recorder-1')
    await api.waitFor(id, (recording) => recording.generation === 2, 20_000)
    await mediaSeconds(3)
    // keys that do not work any more, and then others that do
    const wrong = { ...settings, secretAccessKey: 'not-the-secret' }
    await api.call('PUT', '/v1/storages/studio?check=false', wrong)
    await vi.waitUntil(() => successor.output().includes('STORAGE_DENIED'), { timeout: 20_000 })
    await api.call('PUT', '/v1/storages/studio', { ...settings, secretAccessKey })
    await publisher.done
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: studio, recordingId: id, directory })
    const files = await api.files(id)
    links = await Promise.all(files.map(async (file) => (await fetch(file.url ?? '')).status))
    removal = (await api.call('DELETE', '/v1/storages/studio')).status
    linksAfterRemoval = (await api.files(id)).map((file) => file.url)
  })
  afterAll(async () => {
    studio.close()
    await removeTestBucket(world.stack.s3, bucket)
    await world.stop()
  })

  test('names the field when nobody registered it', () => {
    expect(refusedAtSubmission).toMatchObject({
      status: 422,
      body: { code: 'STORAGE_NOT_CONFIGURED', errors: [{ field: 'template.storage' }] },
    })
  })

  test('is completed although its recorder was killed and its keys were wrong for a while', async () => {
    const recording = await world.stack.api.recording(id)
    expect(recording).toMatchObject({
      state: 'completed',
      generation: 2,
      storage: { type: 's3', bucket, storage: 'studio' },
    })
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    expect(types).toContain('recording.completed')
  })

  test.each(formats)('%s files are whole, and lie there alone', async (format) => {
    const { files, gaps } = await manifestOf(world, id)
    const own = files.filter((file) => file.format === format)
    expect(own.length).toBeGreaterThan(0)
    expect(new Set(own.map((file) => [file.bucket, file.storageName].join()))).toEqual(
      new Set([`${bucket},studio`]),
    )
    await assertDecodes(...(paths[format] ?? []))
    const mediaMs = own.reduce((sum, { durationMs }) => sum + durationMs, 0)
    const gapMs = gaps.reduce((sum, { durationMs }) => sum + durationMs, 0)
    expect(mediaMs + gapMs).toBeGreaterThan((seconds - 2) * 1000)
    expect(await world.objects.list('')).toEqual([])
  })

  test('its manifest and posters lie there too, and nothing is left in staging', async () => {
    const keys = (await studio.list('')).map(({ key }) => key)
    expect(keys.filter((key) => key.endsWith('.manifest.json'))).toHaveLength(1)
    expect(keys.some((key) => key.endsWith('.jpg'))).toBe(true)
    expect(keys.filter((key) => key.startsWith('tapedeck-staging/'))).toEqual([])
  })

  test('holds its storage until it has ended; its files are then listed without links', () => {
    expect([removalWhileRecording, removal]).toEqual([409, 204])
    expect(new Set(links)).toEqual(new Set([200]))
    expect(new Set(linksAfterRemoval)).toEqual(new Set([null]))
  })
})
