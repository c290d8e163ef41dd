import type { RecordingView } from '@tapedeck/contracts'
import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  makeSource,
  type Publisher,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import { templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const cycles = { mp4: 60, flv: 60, m3u8: 60, cmaf: 60 }
const modes = ['graceful', 'now'] as const
/** What "now" may lose: the fragment that ffmpeg holds, of a second at most, and what was on its way. */
const lossMs = { graceful: 500, now: 2000 }

let world: World
let source: string
let publisher: Publisher
const stopped = {} as Record<(typeof modes)[number], { id: string; stoppedAtMs: number }>

const stop = (id: string, mode: string) =>
  world.stack.api.call<RecordingView>('POST', `/v1/recordings/${id}/stop`, { mode })

const keysOf = async (id: string): Promise<string[]> => {
  const objects = await world.objects.list('')
  return objects.map(({ key }) => key).filter((key) => key.includes(id))
}

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  source = await makeSource({ dir: world.directory, seconds: 20, bFrames: 2 })
  const { api } = world.stack
  const url = world.rtmp.url('live', 'stopped')
  for (const mode of modes) {
    const template = templateOf(cycles, { mergeWindowSeconds: 60 })
    for (const format of template.formats)
      format.objectPattern = `{RecordingId}/{Format}/{Sequence}_{StartTime}_{EndTime}`
    for (const format of template.formats)
      if (format.slicePattern !== undefined)
        format.slicePattern = '{RecordingId}/{Format}/{UnixTimestamp}_{Sequence}'
    const { id } = await api.record({ source: { type: 'rtmp', url }, template })
    stopped[mode] = { id, stoppedAtMs: 0 }
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  }
  publisher = publishStream({ url, file: source })
  for (const mode of modes) {
    const { id } = stopped[mode]
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 4, 20_000)
    stopped[mode].stoppedAtMs = Date.now()
    expect((await stop(id, mode)).status).toBe(202)
    expect((await stop(id, mode)).status).toBe(202)
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 20_000)
  }
})
afterAll(async () => {
  await publisher.kill()
  await world.stop()
})

describe.each(modes)('a recording that is stopped by "%s"', (mode) => {
  let paths: Record<string, string[]>

  beforeAll(async () => {
    paths = await downloadFiles({
      api: world.stack.api,
      objects: world.objects,
      recordingId: stopped[mode].id,
      directory: `${world.directory}/${mode}`,
    })
  })

  test('it is completed because it was stopped, without waiting for the stream to end', async () => {
    const recording = await world.stack.api.recording(stopped[mode].id)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stopped', gapCount: 0 })
  })

  test.each(formats)('%s holds what was received, without a hole', async (format) => {
    const files = paths[format] ?? []
    expect(files).toHaveLength(1)
    await assertSamePackets(source, files, { from: 'joined', to: 'left' })
    await assertDecodes(...files)
  })

  test('the files reach up to the stop', async () => {
    for (const file of await world.stack.api.files(stopped[mode].id))
      expect(stopped[mode].stoppedAtMs - Date.parse(file.endedAt)).toBeLessThan(lossMs[mode])
  })

  test('a stop after the end changes nothing', async () => {
    const before = await world.stack.api.recording(stopped[mode].id)
    for (const again of modes) {
      const { status, body } = await stop(stopped[mode].id, again)
      expect([status, body]).toEqual([202, before])
    }
    expect(await world.stack.api.recording(stopped[mode].id)).toEqual(before)
  })
})

describe('a recording that has ended', () => {
  test('is deleted without its files, which stay as they are', async () => {
    const { id } = stopped.graceful
    const before = await keysOf(id)
    expect(before.length).toBeGreaterThan(formats.length)
    expect((await world.stack.api.call('DELETE', `/v1/recordings/${id}`)).status).toBe(204)
    expect((await world.stack.api.call('GET', `/v1/recordings/${id}`)).status).toBe(404)
    expect(await keysOf(id)).toEqual(before)
  })

  test('is deleted with its files, and nothing of it is left in storage', async () => {
    const { id } = stopped.now
    const others = (await world.objects.list('')).length - (await keysOf(id)).length
    const answer = await world.stack.api.call('DELETE', `/v1/recordings/${id}?files=true`)
    expect(answer.status).toBe(204)
    expect(await keysOf(id)).toEqual([])
    expect(await world.objects.list('')).toHaveLength(others)
  })
})

describe('a recording that still waits for its stream', () => {
  test('is canceled by a stop and cannot be deleted before it', async () => {
    const { api } = world.stack
    const url = world.rtmp.url('live', 'never')
    const { id } = await api.record({ source: { type: 'rtmp', url }, template: templateOf(cycles) })
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    expect((await api.call('DELETE', `/v1/recordings/${id}`)).status).toBe(409)
    await stop(id, 'graceful')
    const ended = await api.waitFor(id, ({ endedAt }) => endedAt !== null, 10_000)
    expect(ended).toMatchObject({ state: 'canceled', reason: 'stopped' })
    expect(await keysOf(id)).toEqual([])
  })
})
