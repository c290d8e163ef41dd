import {
  type AppProcess,
  assertSamePackets,
  downloadFiles,
  makeSource,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { untilReceived } from './received-bytes.ts'
import { eventsOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'm3u8'] as const
const leaseTtlMs = 3000
const seconds = 22

describe('Redis goes away in the middle of a recording, for longer than a lease lasts', () => {
  let world: World
  let source: string
  let id: string
  let shortId: string
  let paths: Record<string, string[]>

  beforeAll(async () => {
    world = await startWorld({ env: { TAPEDECK_LEASE_TTL_MS: String(leaseTtlMs) } })
    const { api, redis } = world.stack
    source = await makeSource({ dir: world.directory, seconds })
    const record = async (url: string): Promise<string> => {
      const recording = await api.record({
        source: { type: 'rtmp', url },
        template: templateOf({ mp4: 5, m3u8: 7 }, { mergeWindowSeconds: 1 }),
        notifyUrl: world.receiver.url,
      })
      await api.waitFor(recording.id, ({ state }) => state === 'waiting', 10_000)
      return recording.id
    }
    const steadyUrl = world.rtmp.url('live', 'steady')
    // its end is seen at once, long before Redis is back: the first tries to write it fail
    const shortUrl = world.rtmp.url('strict', 'short')
    id = await record(steadyUrl)
    shortId = await record(shortUrl)
    const publisher = publishStream({ url: steadyUrl, file: source })
    const short = publishStream({ url: shortUrl, file: source })
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 3, 20_000)
    await redis.kill()
    // the stream goes on: more than a cycle of every format comes in meanwhile
    const recorder = world.stack.apps.find(({ name }) => name === 'recorder') as AppProcess
    await untilReceived(recorder, { path: source, seconds }, 3)
    await short.stop()
    await untilReceived(recorder, { path: source, seconds }, 8)
    await redis.restart()
    await publisher.done
    for (const one of [id, shortId])
      await api.waitFor(one, ({ endedAt }) => endedAt !== null, 60_000)
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(() => world.stop())

  test('the recording is completed by the same generation, without a gap', async () => {
    expect(await world.stack.api.recording(id)).toMatchObject({
      state: 'completed',
      reason: 'stream_ended',
      generation: 1,
      gapCount: 0,
    })
  })

  test.each(formats)('%s holds every packet once and in order', async (format) => {
    await assertSamePackets(source, paths[format] ?? [], { from: 'joined' })
  })

  test('a stream that ended meanwhile is told of like any other', async () => {
    expect(await world.stack.api.recording(shortId)).toMatchObject({
      state: 'completed',
      reason: 'stream_ended',
      generation: 1,
    })
    const types = (await eventsOf(world, shortId)).map(({ type }) => type)
    expect(types.slice(0, 1)).toEqual(['recording.started'])
    expect(types.filter((type) => type === 'recording.interrupted')).toHaveLength(1)
    expect(types.filter((type) => type === 'file.created').length).toBeGreaterThanOrEqual(2)
    expect(types.at(-1)).toBe('recording.completed')
  })

  test('every file has its event and every event its delivery', async () => {
    const files = await world.stack.api.files(id)
    const events = await eventsOf(world, id)
    const types = events.map(({ type }) => type)
    expect(types.filter((type) => type === 'file.created')).toHaveLength(files.length)
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length)
    await world.receiver.waitFor(
      (all) =>
        all.some(
          ({ event: { type, recordingId } }) =>
            type === 'recording.completed' && recordingId === id,
        ),
      30_000,
    )
    const told = new Set(world.receiver.received.map(({ event }) => event.id))
    for (const event of events) expect(told).toContain(event.id)
  })
})
