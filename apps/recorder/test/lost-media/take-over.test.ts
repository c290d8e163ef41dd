import type { Recording } from '@tapedeck/domain'
import { createS3Store } from '@tapedeck/object-store'
import {
  makeSource,
  publishStream,
  sampleRecording,
  startFaultProxy,
  startS3Server,
} from '@tapedeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { startRecorderWorld } from '../recorder-fixture.ts'
import { planOf, pulled } from './lost-media-fixture.ts'
import { leaveUpload } from './open-cycle-fixture.ts'

const timeout = 60_000

const far = planOf('mp4', { objectPattern: '{Sequence}' })
const near = planOf('m3u8', {
  ...{ name: 'near', sliceSeconds: 1, storage: { type: 'filesystem', directory: null } },
  ...{ objectPattern: 'near/{Sequence}', slicePattern: 'near/{Sequence}' },
})

test('a recorder that takes over while one storage is away writes to the others at once', async () => {
  const s3 = await startS3Server()
  onTestFinished(() => s3.stop())
  const proxy = await startFaultProxy(s3.endpoint)
  onTestFinished(() => proxy.stop())
  const direct = createS3Store(s3)
  onTestFinished(() => direct.close())
  const world = await startRecorderWorld({
    TAPEDECK_STORAGE: 'filesystem',
    TAPEDECK_S3_BUCKET: s3.bucket,
    TAPEDECK_S3_ENDPOINT: proxy.endpoint,
    TAPEDECK_S3_REGION: s3.region,
    TAPEDECK_S3_ACCESS_KEY_ID: s3.accessKeyId,
    TAPEDECK_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    TAPEDECK_S3_FORCE_PATH_STYLE: 'true',
  })
  const { store, directory } = world
  const source = await makeSource({ dir: directory, seconds: 60, gopSeconds: 1 })
  const media = await pulled(await makeSource({ dir: directory, seconds: 3, name: 'lost.flv' }))
  const url = world.rtmp.url('live', 'away')
  const publisher = publishStream({ url, file: source })
  onTestFinished(() => publisher.kill())
  const part: Partial<Recording> = {
    template: { ...sampleRecording().template, formats: [far, near] },
    storage: { type: 's3', bucket: null },
  }
  const id = await world.record(url, part, async (recordingId) => {
    const lease = await store.leases.acquire(recordingId, 'recorder-lost', 60_000)
    if (lease === null) throw new Error('the lease was not free')
    await store.recordings.transition({ recordingId, input: 'taken', lease })
    const patch = { startedAtMs: Date.now() }
    await store.recordings.transition({ recordingId, input: 'fragmentArrived', lease, patch })
    await leaveUpload({ store, objects: direct }, lease, far, media, { parts: 1, key: '0.mp4' })
    await store.leases.release(lease)
    proxy.setDown(true)
  })
  const before = await store.openCycles.list(id)
  const open = async (output: string) =>
    (await store.openCycles.list(id)).filter(({ cycle }) => cycle.output === output)
  // while the other one is away
  await expect
    .poll(async () => (await open('near'))[0]?.pieces.length ?? 0, { timeout })
    .toBeGreaterThan(1)
  proxy.setDown(false)
  await store.recordings.setDesired(id, { stop: 'graceful' })
  await expect
    .poll(async () => (await store.recordings.get(id))?.state, { timeout })
    .toBe('completed')
  const { items } = await store.recordings.files(id, { cursor: null, limit: 10 })
  expect(items.map(({ id: fileId, generation }) => [fileId, generation]).toSorted()).toEqual([
    [`${id}.mp4.1`, 2],
    [`${id}.near.0`, 2],
  ])
  expect(await store.openCycles.list(id)).toEqual(before)
})
