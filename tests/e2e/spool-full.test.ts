import { readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type AppProcess,
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  type FaultProxy,
  makeSource,
  mountSmallDisk,
  publishStream,
  type SmallDisk,
  startFaultProxy,
  startS3Server,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventsOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'm3u8'] as const
const megabyte = 1024 ** 2

const probe = await mountSmallDisk(1)
if (typeof probe === 'string') process.stdout.write(`a full spool is not tried: ${probe}\n`)
else await probe.unmount()
const onSmallDisk = describe.skipIf(typeof probe === 'string')

/** A world whose recorder has a spool of 64 MB, and a proxy in front of its storage. */
const startSmallWorld = async (): Promise<{ world: World; disk: SmallDisk; proxy: FaultProxy }> => {
  const disk = await mountSmallDisk(64)
  if (typeof disk === 'string') throw new Error(disk)
  const s3 = await startS3Server()
  const proxy = await startFaultProxy(s3.endpoint)
  const options = { spoolDir: disk.directory, s3: { ...s3, endpoint: proxy.endpoint } }
  return { world: await startWorld(options), disk, proxy }
}

const recorderOf = ({ stack }: World): AppProcess =>
  stack.apps.find(({ name }) => name === 'recorder') as AppProcess

/** The value of a series of the recorder's metrics. */
const metricOf = async (world: World, series: string): Promise<number> => {
  const text = await (await fetch(`${recorderOf(world).opsUrl}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(series))
  return Number(line?.split(' ').at(-1))
}

const untilMetric = async (
  world: World,
  series: string,
  holds: (value: number) => boolean,
): Promise<void> => {
  const deadlineMs = Date.now() + 60_000
  while (!holds(await metricOf(world, series))) {
    if (Date.now() > deadlineMs) throw new Error(`${series}: ${recorderOf(world).output()}`)
    await delay(200)
  }
}

type RecordersView = { items: { running: number; spool: { level: string; usedBytes: number } }[] }
const spoolOf = async ({ stack }: World) =>
  (await stack.api.call<RecordersView>('GET', '/v1/recorders')).body.items[0]?.spool

const startRecording = async (world: World, url: string, waitSeconds = 20): Promise<string> => {
  const template = { ...templateOf({ mp4: 60, m3u8: 60 }), waitSeconds }
  return (await world.stack.api.record({ source: { type: 'rtmp', url }, template })).id
}

/** Proves that the files hold what was received from joining to ending: every packet once, in order. */
const expectWhole = async (world: World, id: string, source: string): Promise<void> => {
  const directory = `${world.directory}/${id}`
  const { api } = world.stack
  const paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  for (const format of formats) {
    expect(paths[format]?.length).toBeGreaterThan(0)
    await assertSamePackets(source, paths[format] ?? [], { from: 'joined', to: 'left' })
    await assertDecodes(...(paths[format] ?? []))
  }
}

const isOver = ({ endedAt }: { endedAt: string | null }): boolean => endedAt !== null

onSmallDisk('a spool that fills up while storage is away', () => {
  let world: World
  let disk: SmallDisk
  let proxy: FaultProxy
  let source: string
  let ids: string[]
  let late: string
  /** State of the recording that was asked for while there was no room, as long as there was none. */
  let lateState: string
  let levelMeanwhile: string | undefined

  beforeAll(async () => {
    ;({ world, disk, proxy } = await startSmallWorld())
    const { api } = world.stack
    source = await makeSource({ dir: world.directory, seconds: 80, size: '320x180', quality: 25 })
    const url = world.rtmp.url('live', 'full')
    ids = [await startRecording(world, url)]
    await api.waitFor(ids[0] ?? '', ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    await api.waitFor(ids[0] ?? '', ({ state }) => state === 'recording', 20_000)
    ids.push(await startRecording(world, url))
    await api.waitFor(ids[1] ?? '', ({ state }) => state === 'recording', 20_000)
    proxy.setDown(true)
    await disk.leaveBytes(16 * megabyte)
    await untilMetric(world, 'tapedeck_spool_level{level="low"', (value) => value === 1)
    late = await startRecording(world, url, 60)
    await untilMetric(world, 'tapedeck_spool_ended_recordings_total', (value) => value === 2)
    await untilMetric(world, 'tapedeck_sessions{phase="pulling"', (value) => value === 0)
    lateState = (await api.recording(late)).state
    levelMeanwhile = (await spoolOf(world))?.level
    proxy.clear()
    for (const id of ids) await api.waitFor(id, isOver, 60_000)
    await api.waitFor(late, ({ state }) => state === 'recording', 30_000)
    await publisher.stop()
    await api.waitFor(late, isOver, 30_000)
  })
  afterAll(async () => {
    await world.stop()
    await proxy.stop()
    await disk.unmount()
  })

  test('no recording is taken while it lasts, and afterwards the one that waited is', async () => {
    expect(lateState).toBe('accepted')
    expect(await world.stack.api.recording(late)).toMatchObject({ state: 'completed' })
  })

  test('each recording is told of once, and the recorder shows it', async () => {
    expect(['low', 'full']).toContain(levelMeanwhile)
    for (const id of ids) {
      const { body } = await world.stack.api.call<{ items: { type: string; data: unknown }[] }>(
        'GET',
        `/v1/recordings/${id}/events?limit=100`,
        undefined,
        { accept: 'application/json' },
      )
      const degraded = body.items.filter(({ type }) => type === 'recording.degraded')
      const lows = degraded.filter(({ data }) => JSON.stringify(data).includes('spool_low'))
      expect(lows).toHaveLength(1)
    }
  })

  test('the recordings are ended with the reason, and every file of theirs is stored', async () => {
    for (const id of ids) {
      const recording = await world.stack.api.recording(id)
      expect(recording).toMatchObject({ state: 'failed', reason: 'spool_full', gapCount: 0 })
      const types = (await eventsOf(world, id)).map(({ type }) => type)
      expect(types.filter((type) => type === 'file.created')).toHaveLength(2)
    }
  })

  test('every file holds every packet that was received, and decodes', async () => {
    for (const id of ids) await expectWhole(world, id, source)
  })

  test('nothing is left in the spool', async () => {
    expect(await readdir(`${disk.directory}/recorder-1`)).toEqual([])
    await untilMetric(world, 'tapedeck_spool_used_bytes', (value) => value === 0)
  })
})

onSmallDisk('a disk that somebody else fills up from one moment to the next', () => {
  let world: World
  let disk: SmallDisk
  let proxy: FaultProxy
  let source: string
  let id: string

  beforeAll(async () => {
    ;({ world, disk, proxy } = await startSmallWorld())
    const { api } = world.stack
    source = await makeSource({ dir: world.directory, seconds: 40, size: '320x180', quality: 25 })
    const url = world.rtmp.url('live', 'filled')
    id = await startRecording(world, url)
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 6, 30_000)
    await disk.leaveBytes(0)
    await untilMetric(world, 'tapedeck_sessions{phase="pulling"', (value) => value === 0)
    await disk.leaveBytes(30 * megabyte)
    await api.waitFor(id, isOver, 60_000)
    await publisher.stop()
  })
  afterAll(async () => {
    await world.stop()
    await proxy.stop()
    await disk.unmount()
  })

  test('the recording ends with what is there, and the recorder goes on', async () => {
    const recording = await world.stack.api.recording(id)
    expect(recording).toMatchObject({ state: 'failed', reason: 'spool_full' })
    expect(await metricOf(world, 'tapedeck_sessions{phase="pulling"')).toBe(0)
  })

  test('once there is room, everything that was received is stored', async () => {
    await expectWhole(world, id, source)
    expect(await readdir(`${disk.directory}/recorder-1`)).toEqual([])
  })
})
