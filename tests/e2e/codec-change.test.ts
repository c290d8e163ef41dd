import { assertDecodes, downloadFiles, makeSource, publishStream } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordedParts } from './published-parts.ts'
import { shareWorld, sharing } from './shared-world.ts'
import { eventsOf, manifestOf, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const cycles = { mp4: 60, flv: 60, m3u8: 60, cmaf: 60 }
const sizes = ['320x180', '480x272']

let world: World
let sources: string[]

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  sources = []
  for (const [seed, size] of sizes.entries())
    sources.push(
      await makeSource({ dir: world.directory, seconds: 6, name: `${size}.flv`, seed, size }),
    )
})
afterAll(() => world.stop())

// strict drops its players when the publisher leaves, live keeps them and goes on with the next publisher
describe.each(['strict', 'live'])(
  'a stream of the application %s that comes back with another resolution',
  (app) => {
    let id: string
    let paths: Record<string, string[]>

    beforeAll(async () => {
      const { api } = world.stack
      const url = world.rtmp.url(app, 'changing')
      const template = templateOf(cycles, { mergeWindowSeconds: 6 })
      id = (await api.record({ source: { type: 'rtmp', url }, template })).id
      await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
      await publishStream({ url, file: sources[0] ?? '' }).done
      await publishStream({ url, file: sources[1] ?? '' }).done
      await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
      const directory = `${world.directory}/${app}`
      paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
    })

    test('it is completed with one gap', async () => {
      const recording = await world.stack.api.recording(id)
      expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', gapCount: 1 })
      expect(recording.tracks[0]).toMatchObject({ width: 480, height: 272 })
    })

    test.each(formats)(
      '%s has a file for each resolution, every packet once and in order',
      async (format) => {
        const files = paths[format] ?? []
        expect(files).toHaveLength(2)
        for (const kind of ['video', 'audio'] as const)
          for (const [index, source] of sources.entries())
            await recordedParts([source], files.slice(index, index + 1), kind)
      },
    )

    test.each(formats)('every %s file decodes without an error', async (format) => {
      await assertDecodes(...(paths[format] ?? []))
    })

    test.each(formats)('the %s files say what they hold', async (format) => {
      const files = (await world.stack.api.files(id)).filter((file) => file.format === format)
      expect(files.map(({ width, height }) => `${width}x${height}`)).toEqual(sizes)
    })

    test('interruption and resumption are told once each, and the gap is in the manifest', async () => {
      const types = (await eventsOf(world, id)).map(({ type }) => type)
      expect(types.filter((type) => type === 'recording.resumed')).toHaveLength(1)
      const { gaps } = await manifestOf(world, id)
      expect(gaps.map(({ cause }) => cause)).toEqual(['source_lost'])
    })
  },
)
