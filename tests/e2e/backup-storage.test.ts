import type { FileView } from '@tapedeck/contracts'
import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  type FaultProxy,
  hasRealS3,
  makeSource,
  publishStream,
  startFaultProxy,
  startS3Server,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { eventsOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'cmaf'] as const
const seconds = 16

describe.runIf(await hasRealS3())('a storage that is away when files are due', () => {
  let world: World
  let proxy: FaultProxy
  let source: string
  let id: string
  let inBackup: FileView[]
  let linkAnswers: number[]
  let paths: Record<string, string[]>

  const filesInBackup = async () =>
    (await world.stack.api.files(id)).filter((file) => file.isInBackup === true)

  beforeAll(async () => {
    const s3 = await startS3Server()
    const backup = await startS3Server()
    proxy = await startFaultProxy(s3.endpoint)
    world = await startWorld({
      s3: { ...s3, endpoint: proxy.endpoint },
      env: {
        TAPEDECK_BACKUP_AFTER_SECONDS: '2',
        TAPEDECK_BACKUP_S3_BUCKET: backup.bucket,
        TAPEDECK_BACKUP_S3_ENDPOINT: backup.endpoint,
        TAPEDECK_BACKUP_S3_ACCESS_KEY_ID: backup.accessKeyId,
        TAPEDECK_BACKUP_S3_SECRET_ACCESS_KEY: backup.secretAccessKey,
      },
    })
    const { api } = world.stack
    source = await makeSource({ dir: world.directory, seconds })
    const url = world.rtmp.url('live', 'backup')
    const template = templateOf({ mp4: 5, cmaf: 6 })
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 1, 20_000)
    proxy.setDown(true)
    await publisher.done
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 90_000)
    inBackup = await filesInBackup()
    linkAnswers = await Promise.all(
      inBackup.map(async ({ url: link }) => (await fetch(link ?? '')).status),
    )
    proxy.clear()
    const isEmpty = async () => (await filesInBackup()).length === 0
    await vi.waitUntil(isEmpty, { timeout: 90_000, interval: 500 })
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(async () => {
    await world.stop()
    await proxy.stop()
  })

  test('its files are finished all the same, in the backup, and their links work', async () => {
    expect(await world.stack.api.recording(id)).toMatchObject({ state: 'completed', gapCount: 0 })
    expect(inBackup.map(({ format }) => format)).toEqual(expect.arrayContaining([...formats]))
    expect(linkAnswers.every((status) => status === 200)).toBe(true)
  })

  test('it is told that they went there', async () => {
    const events = JSON.stringify(await eventsOf(world, id))
    expect(events).toContain('backup_storage')
  })

  test.each(formats)('%s files come back with every packet once and in order', async (format) => {
    await assertSamePackets(source, paths[format] ?? [], { from: 'joined' })
    await assertDecodes(...(paths[format] ?? []))
  })

  test('the manifest lies beside them', async () => {
    const keys = (await world.objects.list('')).map(({ key }) => key)
    expect(keys.filter((key) => key.endsWith('.manifest.json'))).toHaveLength(1)
  })
})
