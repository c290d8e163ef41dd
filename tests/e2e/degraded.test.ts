import { type FlvTag, makeSource, publishTags, type TagTime } from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import { type ManifestView, manifestOf, templateOf, type World } from './support.ts'

/** Media of the source, and how much longer it takes to send it when it is slow. */
const sourceSeconds = 15
const slowness = 1.5

let world: World
let source: string
sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  source = await makeSource({ dir: world.directory, seconds: sourceSeconds, gopSeconds: 1 })
})
afterAll(() => world.stop())

/** Records a publish from beginning to end, in one file. */
const record = async (
  stream: string,
  timeOf: (tag: FlvTag) => TagTime,
): Promise<{ id: string; manifest: ManifestView }> => {
  const { api } = world.stack
  const url = world.rtmp.url('live', stream)
  const { id } = await api.record({
    source: { type: 'rtmp', url },
    template: templateOf({ mp4: 60 }),
    notifyUrl: world.receiver.url,
  })
  await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  await publishTags({ url, file: source, timeOf }).done
  await api.waitFor(id, ({ endedAt }) => endedAt !== null, 30_000)
  await world.receiver.waitFor(
    (all) =>
      all.some(({ event }) => event.recordingId === id && event.type === 'recording.completed'),
    20_000,
  )
  return { id, manifest: await manifestOf(world, id) }
}

const toldOf = (id: string) => {
  const events = world.receiver.received.flatMap(({ event }) =>
    event.recordingId === id && event.type === 'recording.degraded' ? [event] : [],
  )
  return [...new Map(events.map((event) => [event.id, event.data.degraded])).values()]
}

describe('a source that sends less media than time passes', () => {
  test('is told of once, in its file, in its recording and by webhook', async () => {
    const { id, manifest } = await record('slow', ({ timeMs }) => ({
      sendAtMs: timeMs * slowness,
      stampMs: timeMs,
    }))
    const [file] = manifest.files
    expect(file?.truth?.mediaRatio).toBeGreaterThan(0.5)
    expect(file?.truth?.mediaRatio).toBeLessThan(0.85)
    expect(manifest.degradations).toMatchObject([{ cause: 'media_behind_wall', count: 1 }])
    const { degradations } = await world.stack.api.recording(id)
    expect(degradations).toMatchObject([{ cause: 'media_behind_wall', count: 1 }])
    expect(toldOf(id)).toEqual([
      { cause: 'media_behind_wall', detail: expect.stringContaining(`${id}.mp4.0`) },
    ])
  })
})

describe('a source whose timestamps jump', () => {
  test('is told of, and its file says where and how far', async () => {
    const jumpAtMs = 8000
    const jumpMs = -3_600_000
    const startMs = 4_000_000
    const { id, manifest } = await record('jumping', ({ timeMs }) => ({
      sendAtMs: timeMs,
      stampMs: startMs + timeMs + (timeMs >= jumpAtMs ? jumpMs : 0),
    }))
    const [file] = manifest.files
    expect(file?.truth?.repairCount).toBeGreaterThan(0)
    const [repair] = file?.truth?.repairs ?? []
    expect(repair?.kind).toBe('jump_back')
    expect(Math.abs((repair?.jumpMs ?? 0) - jumpMs)).toBeLessThan(1000)
    // the recording joined at the first keyframe that it saw
    expect(repair?.mediaTimeMs).toBeGreaterThan(jumpAtMs - 4000)
    expect(repair?.mediaTimeMs).toBeLessThanOrEqual(jumpAtMs)
    expect(toldOf(id).map((degraded) => degraded?.cause)).toEqual(['timestamps_repaired'])
  })
})
