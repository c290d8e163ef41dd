import { posix } from 'node:path'
import {
  assertSamePackets,
  downloadFiles,
  filesOf,
  makeSource,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import { manifestOf, templateOf, type World } from './support.ts'

const formats = ['m3u8', 'cmaf'] as const

/** A live playlist as it was seen, and those of its objects that were not stored at that moment. */
type Sighting = { key: string; text: string; slices: number; missing: string[] }

/** Keys that a playlist names. */
const keysIn = (playlistKey: string, text: string): string[] => {
  const init = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1]
  const uris = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return [...uris, ...(init === undefined ? [] : [init])].map((uri) =>
    posix.join(posix.dirname(playlistKey), decodeURIComponent(uri)),
  )
}

describe('a cycle of 12 seconds in slices of 5', () => {
  let world: World
  let source: string
  let id: string
  const sightings: Sighting[] = []

  /** Looks at every live playlist once: what it names must be stored by the time it can be read. */
  const look = async (): Promise<void> => {
    for (const { key } of await world.objects.list(`tapedeck-staging/${id}/`)) {
      const text = (await world.objects.get(key).catch(() => Buffer.alloc(0))).toString()
      if (text === '') continue
      const named = keysIn(key, text)
      const stored = new Set((await world.objects.list('')).map((object) => object.key))
      const missing = named.filter((name) => !stored.has(name))
      sightings.push({ key, text, slices: text.split('#EXTINF').length - 1, missing })
    }
  }

  sharing.beforeAll(async ({ stack }) => {
    world = await shareWorld(stack)
    source = await makeSource({ dir: world.directory, seconds: 28, gopSeconds: 1 })
    const { api } = world.stack
    const url = world.rtmp.url('live', 'sliced')
    const template = templateOf({ m3u8: 12, cmaf: 12 })
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    const published = new AbortController()
    void publisher.done.then(() => published.abort())
    while (!published.signal.aborted) await look()
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
  })
  afterAll(() => world.stop())

  test.each(formats)('the live playlist of %s grows while the cycle records', (format) => {
    const seen = sightings.filter(({ key }) => key.includes(`/${format}.0.`))
    const lengths = [...new Set(seen.map(({ slices }) => slices))].toSorted()
    // the last slice of a cycle may be seen for a moment, before the finished playlist takes over
    expect([
      [1, 2],
      [1, 2, 3],
    ]).toContainEqual(lengths)
    const named = new Set(seen.flatMap(({ key, text }) => keysIn(key, text)))
    for (const key of named) expect(key).toContain(`/${format}/`)
  })

  test('a live playlist is an EVENT playlist that has not ended', () => {
    for (const { text } of sightings) {
      expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT')
      expect(text).not.toContain('#EXT-X-ENDLIST')
    }
  })

  test('a live playlist names only stored objects', () => {
    expect(sightings.flatMap(({ missing }) => missing)).toEqual([])
  })

  test('at the end nothing is left under the staging prefix', async () => {
    expect(await world.objects.list('tapedeck-staging/')).toEqual([])
  })

  test.each(formats)('%s cycles hold slices of 5, 5 and 2 seconds', async (format) => {
    const files = (await manifestOf(world, id)).files.filter((file) => file.format === format)
    expect(files.length).toBe(3)
    const [first, second] = files.map(({ slices }) => slices.map(({ durationMs }) => durationMs))
    expect(second?.map((ms) => Math.round(ms / 40) * 40)).toEqual([5000, 5000, 2000])
    // a recorder that joins in mid-stream has sound before its first keyframe, of one group of pictures at most
    expect(first?.map((ms) => Math.floor(ms / 1000))).toEqual([5, 5, 2])
    expect(files.flatMap(({ slices }) => slices).some(({ discontinuity }) => discontinuity)).toBe(
      false,
    )
    const [, whole] = filesOf(await world.stack.api.files(id), format)
    expect(Math.round((whole?.durationMs ?? 0) / 40) * 40).toBe(12_000)
  })

  test.each(formats)('%s holds every packet once and in order', async (format) => {
    const paths = await downloadFiles({
      api: world.stack.api,
      objects: world.objects,
      recordingId: id,
      directory: `${world.directory}/down`,
    })
    await assertSamePackets(source, paths[format] ?? [], { from: 'joined' })
  })
})
