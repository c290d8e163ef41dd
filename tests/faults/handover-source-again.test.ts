import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packetsOf } from '@tapedeck/e2e/published-parts'
import { quickEnv, startWorld, templateOf, type World } from '@tapedeck/e2e/support'
import { createStore } from '@tapedeck/store'
import {
  type AppProcess,
  assertDecodes,
  downloadFiles,
  makeSource,
  publishStream,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProxiedStorage } from './proxied-storage.ts'
import { until } from './until.ts'

const formats = ['mp4', 'm3u8'] as const
const fps = 25

/** What a recorder may miss of a stream that comes again: until it looked, and its first keyframe. */
const joinSeconds = 3
/** Fragments of a second of the stream that came again which the giver has before its storage comes back. */
const receivedFragments = 6

let world: World
let sources: string[]
let paths: Record<string, string[]>
let ended: { state: string; reason: string | null; generation: number }

/** Fragments that the journals of a generation hold of its second pull. */
const fragmentsOfSecondPull = async (directory: string): Promise<number> => {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.journal'))
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n').slice(0, -1))
  const notes = lines.map((line) => JSON.parse(line.slice(9)) as { kind: string; pull: number })
  return notes.filter(({ kind, pull }) => kind === 'fragment' && pull === 1).length
}

beforeAll(async () => {
  const { proxy, s3 } = await startProxiedStorage()
  world = await startWorld({ s3, env: { ...quickEnv, TAPEDECK_DRAIN_SECONDS: '60' } })
  const { api, apps, addRecorder, redis, spoolDir } = world.stack
  const store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
  const dir = world.directory
  sources = [
    await makeSource({ dir, name: 'before.flv', seconds: 60 }),
    await makeSource({ dir, name: 'again.flv', seconds: 22, seed: 8 }),
  ]
  const url = world.rtmp.url('strict', 'again')
  const template = templateOf({ mp4: 120, m3u8: 120 }, { mergeWindowSeconds: 15 })
  const { id } = await api.record({ source: { type: 'rtmp', url }, template })
  await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  const before = publishStream({ url, file: sources[0] ?? '' })
  await addRecorder('recorder-2')
  await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 3, 30_000)
  const first = apps.find(({ name }) => name === 'recorder') as AppProcess
  // the giver has to wait for its storage when the successor has found the place
  proxy.setDown(true)
  first.signal('SIGTERM')
  await until(async () => (await store.handovers.get(id))?.phase === 'found', 'the place')
  await before.stop()
  await until(async () => first.output().includes('"msg":"pull ended"'), 'the end of the pull')
  const again = publishStream({ url, file: sources[1] ?? '' })
  const spooled = () => fragmentsOfSecondPull(`${spoolDir}/recorder-1/${id}/1`)
  await until(async () => (await spooled()) >= receivedFragments, 'the stream')
  proxy.clear()
  await again.done
  ended = await api.waitFor(id, ({ endedAt }) => endedAt !== null, 60_000)
  await first.exited
  await store.close()
  paths = await downloadFiles({
    ...{ api, objects: world.objects, recordingId: id },
    directory: `${dir}/down`,
  })
})
afterAll(() => world.stop())

test('the recording goes on, and is handed over behind the stream that came again', () => {
  expect(ended).toMatchObject({ state: 'completed', reason: 'stream_ended', generation: 2 })
})

test.each(formats)(
  '%s files hold what the giver received of the stream that came again, once and in order',
  async (format) => {
    const found = (await packetsOf(paths[format] ?? [], 'video')).map(({ hash }) => hash)
    const [before, again] = await Promise.all(
      sources.map(async (path) =>
        (await readPackets(path, { kind: 'video' })).map(({ hash }) => hash),
      ),
    )
    const all = [...(before ?? []), ...(again ?? [])]
    const places = found.map((hash) => all.indexOf(hash))
    const behind = places.filter((place) => place >= (before?.length ?? 0))
    const joined = (behind[0] ?? Number.POSITIVE_INFINITY) - (before?.length ?? 0)
    expect(joined).toBeLessThan(joinSeconds * fps)
    expect(behind).toEqual(behind.map((_, index) => (behind[0] ?? 0) + index))
    expect(behind.at(-1)).toBe(all.length - 1)
    const ahead = places.slice(0, -behind.length)
    expect(ahead).toEqual(ahead.map((_, index) => (ahead[0] ?? 0) + index))
    await assertDecodes(...(paths[format] ?? []))
  },
)
