import { join } from 'node:path'
import type { RecordingView } from '@tapedeck/contracts'
import {
  assertDecodes,
  downloadFiles,
  type FlvTag,
  makeSource,
  publishTags,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, expect } from 'vitest'
import { packetsOf } from './published-parts.ts'
import { shareWorld, sharing } from './shared-world.ts'
import { manifestOf, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8'] as const
const sourceSeconds = 38
const stops = { fromMs: 6000, toMs: 26_000 }
/** Sound that may be missing where the stream is pulled anew, behind the picture's end and its return. */
const missedSeconds = 6

/** An encoder whose camera fails for a while, and whose microphone does not. */
const withoutPicture = ({ kind, timeMs, isHeader }: FlvTag): number | null =>
  kind === 'video' && !isHeader && timeMs >= stops.fromMs && timeMs < stops.toMs ? null : timeMs

let world: World
let source: string
let recording: RecordingView
let paths: Record<string, string[]>

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  source = await makeSource({ dir: world.directory, seconds: sourceSeconds })
  const url = world.rtmp.url('live', 'camera')
  const { api } = stack
  const template = templateOf({ mp4: 5, flv: 5, m3u8: 5 }, { mergeWindowSeconds: 5 })
  const { id } = await api.record({ source: { type: 'rtmp', url }, template })
  await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  await publishTags({ url, file: source, timeOf: withoutPicture }).done
  recording = await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
  const directory = join(world.directory, 'down')
  paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
})
afterAll(() => world.stop())

sharing('a picture that stops while the sound goes on is told, once', async () => {
  expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended' })
  const { degradations } = await manifestOf(world, recording.id)
  expect(degradations).toMatchObject([{ cause: 'picture_stopped', count: 1 }])
})

sharing.each(formats)(
  '%s files go on with the sound alone, and with the picture when it is back',
  async (format) => {
    const files = paths[format] ?? []
    await assertDecodes(...files)
    const [video, audio] = await Promise.all([packetsOf(files, 'video'), packetsOf(files, 'audio')])
    for (const [found, kind] of [
      [video, 'video'],
      [audio, 'audio'],
    ] as const) {
      const all = await readPackets(source, { kind })
      const places = found.map(({ hash }) => all.findIndex((packet) => packet.hash === hash))
      expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
      expect(places.at(-1)).toBe(all.length - 1)
      const perSecond = all.length / sourceSeconds
      const mayMiss =
        kind === 'audio' ? missedSeconds : (stops.toMs - stops.fromMs) / 1000 + missedSeconds
      expect(all.length - places.length).toBeLessThan(mayMiss * perSecond)
    }
    const alone = []
    for (const file of files)
      if ((await readPackets(file, { kind: 'video' })).length === 0) alone.push(file)
    expect(alone.length).toBeGreaterThanOrEqual(1)
  },
)
