import {
  type AppProcess,
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  type FaultProxy,
  makeSource,
  publishStream,
  startFaultProxy,
  startS3Server,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { untilReceived } from './received-bytes.ts'
import { eventsOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const seconds = 24

describe('a storage that answers 503 for longer than a cycle', () => {
  let world: World
  let proxy: FaultProxy
  let source: string
  let id: string
  let storedMeanwhile: number
  let paths: Record<string, string[]>

  beforeAll(async () => {
    const s3 = await startS3Server()
    proxy = await startFaultProxy(s3.endpoint)
    world = await startWorld({ s3: { ...s3, endpoint: proxy.endpoint } })
    const { api } = world.stack
    source = await makeSource({ dir: world.directory, seconds })
    const url = world.rtmp.url('live', 'stored')
    const template = templateOf({ mp4: 5, flv: 6, m3u8: 10, cmaf: 7 })
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 3, 20_000)
    proxy.inject({ kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    const { fileCount } = await api.recording(id)
    const recorder = world.stack.apps.find(({ name }) => name === 'recorder') as AppProcess
    await untilReceived(recorder, { path: source, seconds }, 9)
    storedMeanwhile = (await api.recording(id)).fileCount - fileCount
    proxy.clear()
    await publisher.done
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 90_000)
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(async () => {
    await world.stop()
    await proxy.stop()
  })

  test('nothing is told as stored while it lasts', () => {
    expect(storedMeanwhile).toBe(0)
  })

  test('the recording is completed without a gap once it is over', async () => {
    expect(await world.stack.api.recording(id)).toMatchObject({
      state: 'completed',
      reason: 'stream_ended',
      gapCount: 0,
    })
  })

  test.each(formats)(
    '%s files are all there and hold every packet once and in order',
    async (format) => {
      await assertSamePackets(source, paths[format] ?? [], { from: 'joined' })
      await assertDecodes(...(paths[format] ?? []))
    },
  )

  test('every file is told of once, and the manifest is stored', async () => {
    const files = await world.stack.api.files(id)
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    expect(types.filter((type) => type === 'file.created')).toHaveLength(files.length)
    const keys = (await world.objects.list('')).map(({ key }) => key)
    expect(keys.filter((key) => key.endsWith('.manifest.json'))).toHaveLength(1)
    expect(keys.filter((key) => key.startsWith('tapedeck-staging/'))).toEqual([])
  })
})
