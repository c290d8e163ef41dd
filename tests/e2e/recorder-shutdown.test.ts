import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createStore, type Handover, type Store } from '@tapedeck/store'
import {
  type AppProcess,
  assertDecodes,
  downloadFiles,
  makeSource,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missedBetween } from './published-parts.ts'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const ttlMs = 60_000

/** Asks until there is something; throws after 20 s. */
const until = async <T>(ask: () => Promise<T | null>): Promise<T> => {
  for (const deadlineMs = Date.now() + 20_000; Date.now() < deadlineMs; await delay(50)) {
    const found = await ask()
    if (found !== null) return found
  }
  throw new Error('what was waited for did not come')
}

/** A successor that gets as far as being told the place, and is gone then. */
const vanishAtCut = async (store: Store, id: string): Promise<Handover> => {
  const claimed = await until(() => store.handovers.claim(id, 'recorder-ghost', ttlMs))
  await store.handovers.advance(claimed, { phase: 'live' }, ttlMs)
  const cut = await until(async () => {
    const current = await store.handovers.get(id)
    return current?.phase === 'cut' ? current : null
  })
  await store.handovers.withdraw(id)
  return cut
}

describe('a recorder that is told to end while it records, and that no other one relieves', () => {
  let world: World
  let store: Store
  let source: string
  let id: string
  let first: AppProcess | undefined
  let handover: Handover
  let endedAtMs: number
  let paths: Record<string, string[]>

  beforeAll(async () => {
    world = await startWorld({ env: { TAPEDECK_DRAIN_SECONDS: '7' } })
    const { api, apps, addRecorder, redis } = world.stack
    store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
    source = await makeSource({ dir: world.directory, seconds: 30, bFrames: 2 })
    const url = world.rtmp.url('live', 'alone')
    const template = templateOf({ mp4: 60, flv: 5, m3u8: 60, cmaf: 60 })
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    first = apps.find(({ name }) => name === 'recorder')
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 5, 30_000)
    first?.signal('SIGTERM')
    handover = await vanishAtCut(store, id)
    await first?.exited
    endedAtMs = Date.now()
    await addRecorder('recorder-2')
    await api.waitFor(id, ({ progress }) => progress?.recorderId === 'recorder-2', 20_000)
    await publisher.done
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(async () => {
    await store.close()
    await world.stop()
  })

  test('it goes on until the time is up and ends by itself with exit code 0', async () => {
    expect(await first?.exited).toEqual({ exitCode: 0, signal: null })
    expect(first?.output()).toContain('"end":"released"')
    expect(handover.cut?.tracks.map(({ kind }) => kind).toSorted()).toEqual(['audio', 'video'])
  })

  test('the recording is completed by the recorder that comes later', async () => {
    const recording = await world.stack.api.recording(id)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', generation: 2 })
  })

  test.each(formats)(
    '%s files go on with the next sequence under the next generation',
    async (format) => {
      const files = (await manifestOf(world, id)).files.filter((file) => file.format === format)
      expect(files.map(({ sequence }) => sequence)).toEqual(files.map((_, index) => index))
      const generations = files.map(({ generation }) => generation)
      expect(generations).toEqual(generations.toSorted())
      expect([...new Set(generations)]).toEqual([1, 2])
    },
  )

  test.each(formats)(
    '%s holds every packet up to the end, what was held back for the successor too, and from the next keyframe on',
    async (format) => {
      const { files } = await manifestOf(world, id)
      const before = files.filter((file) => file.format === format && file.generation === 1).length
      const all = paths[format] ?? []
      const missed = await missedBetween(source, all.slice(0, before), all.slice(before))
      expect(missed.video).toBeGreaterThan(0)
      await assertDecodes(...all)
    },
  )

  test('the manifest tells the gap between the recorders, and so does an event', async () => {
    const { gaps, files } = await manifestOf(world, id)
    expect(gaps.map(({ cause }) => cause)).toEqual(['recorder_lost'])
    const ends = files.filter(({ generation }) => generation === 1).map(({ endedAt }) => endedAt)
    expect(gaps[0]?.startedAt).toBe(ends.toSorted().at(-1))
    // what was received when the time was up is stored
    expect(endedAtMs - Date.parse(gaps[0]?.startedAt ?? '')).toBeLessThan(6000)
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    expect(types).toContain('recording.degraded')
    expect(types.filter((type) => type === 'recording.completed')).toHaveLength(1)
  })

  test('nothing is left behind', async () => {
    const keys = (await world.objects.list('tapedeck-staging/')).map(({ key }) => key)
    expect(keys).toEqual([])
  })
})
