import { join } from 'node:path'
import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  makeSource,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FfmpegDiary, writeFfmpegDiary } from './ffmpeg-diary.ts'
import { eventsOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const cycles = { mp4: 60, flv: 60, m3u8: 60, cmaf: 60 }

let world: World
let diary: FfmpegDiary
let source: string

beforeAll(async () => {
  diary = await writeFfmpegDiary()
  world = await startWorld({ env: { TAPEDECK_FFMPEG_PATH: diary.path } })
  source = await makeSource({ dir: world.directory, seconds: 12, bFrames: 2 })
})
afterAll(async () => {
  await world.stop()
  await diary.remove()
})

const submit = async (url: string): Promise<string> => {
  const { id } = await world.stack.api.record({
    source: { type: 'rtmp', url },
    template: templateOf(cycles),
  })
  await world.stack.api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  return id
}

const stop = async (id: string, mode: 'graceful' | 'now') => {
  const { api } = world.stack
  const answer = await api.call('POST', `/v1/recordings/${id}/stop`, { mode })
  expect(answer.status).toBeLessThan(300)
  // sooner than the source would end by itself
  return api.waitFor(id, ({ endedAt }) => endedAt !== null, 9_000)
}

describe.each(['graceful', 'now'] as const)('%s stop in the first second of recording', (mode) => {
  test('keeps what was recorded until then, in every format', async () => {
    const url = world.rtmp.url('live', `first-second-${mode}`)
    const id = await submit(url)
    const publisher = publishStream({ url, file: source })
    const { api } = world.stack
    await api.waitFor(id, ({ state }) => state === 'recording', 10_000)
    expect(await stop(id, mode)).toMatchObject({ state: 'completed', reason: 'stopped' })
    await publisher.stop()
    const directory = join(world.directory, mode)
    const paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
    for (const format of formats) {
      const files = paths[format] ?? []
      expect(files).toHaveLength(1)
      await assertSamePackets(source, files, { from: 'joined', to: 'left' })
      await assertDecodes(...files)
    }
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    expect(types.filter((type) => type !== 'file.created')).toEqual([
      'recording.started',
      'recording.completed',
    ])
  })
})

test.each(['graceful', 'now'] as const)(
  '%s stop when ffmpeg has only just been started ends the recording and leaves no file half done',
  async (mode) => {
    const url = world.rtmp.url('live', `first-moment-${mode}`)
    const id = await submit(url)
    const publisher = publishStream({ url, file: source })
    await expect
      .poll(async () => (await diary.callsFor(url)).length, { timeout: 10_000, interval: 10 })
      .toBe(1)
    const recording = await stop(id, mode)
    await publisher.stop()
    expect(['canceled', 'completed']).toContain(recording.state)
    expect(recording).toMatchObject({ reason: 'stopped' })
    expect(recording.fileCount).toBe(recording.state === 'completed' ? formats.length : 0)
    expect(await diary.callsFor(url)).toHaveLength(1)
  },
)
