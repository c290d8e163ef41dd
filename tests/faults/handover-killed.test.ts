import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { packetsOf } from '@tapedeck/e2e/published-parts'
import { startWorld, templateOf, type World } from '@tapedeck/e2e/support'
import { createStore, type Handover } from '@tapedeck/store'
import {
  type AppProcess,
  assertDecodes,
  downloadFiles,
  makeSource,
  publishStream,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isLong } from './fault-result.ts'
import { until } from './until.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const

type Case = {
  /** Which side is killed, and at which step; it is started again at once. */
  victim: 'recorder-1' | 'recorder-2'
  at: Handover['phase']
  /** What was in no spool: while a recorder that had the recording alone was away. */
  mayMiss: boolean
}
const cases: Case[] = [
  { victim: 'recorder-1', at: 'cut', mayMiss: true },
  { victim: 'recorder-1', at: 'found', mayMiss: false },
  { victim: 'recorder-2', at: 'found', mayMiss: true },
]

/** The short form strikes where most can go wrong: the successor counts on the place already. */
const struck = cases.filter(
  ({ victim, at }) => isLong || (victim === 'recorder-1' && at === 'found'),
)

describe.each(struck)('$victim, killed at "$at" of a hand-over and started again', (one) => {
  let world: World
  let source: string
  let paths: Record<string, string[]>
  let state: { state: string; reason: string | null }

  beforeAll(async () => {
    const env = { TAPEDECK_DRAIN_SECONDS: '20', TAPEDECK_LEASE_TTL_MS: '3000' }
    world = await startWorld({ env })
    const { api, apps, addRecorder, redis, spoolDir } = world.stack
    const store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
    source = await makeSource({ dir: world.directory, seconds: 26, bFrames: 2 })
    const url = world.rtmp.url('live', 'killed')
    const template = templateOf({ mp4: 60, flv: 5, m3u8: 60, cmaf: 7 }, { mergeWindowSeconds: 6 })
    const { id } = await api.record({ source: { type: 'rtmp', url }, template })
    await api.waitFor(id, (recording) => recording.state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    const first = apps.find(({ name }) => name === 'recorder') as AppProcess
    const second = await addRecorder('recorder-2')
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 4, 30_000)
    first.signal('SIGTERM')
    const isThere = async () => {
      const phase = (await store.handovers.get(id))?.phase
      // the last phase may be over as soon as it is there
      return phase === one.at || (one.at === 'found' && phase === undefined)
    }
    await until(async () => (await store.handovers.get(id))?.phase === 'live', 'the successor')
    await until(isThere, one.at)
    await (one.victim === 'recorder-1' ? first : second).kill()
    await addRecorder(one.victim)
    await publisher.done
    const ended = await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    state = { state: ended.state, reason: ended.reason }
    for (const recorder of ['recorder-1', 'recorder-2'])
      await until(
        async () => !(await readdir(`${spoolDir}/${recorder}`)).includes(id),
        `an empty spool of ${recorder}`,
      )
    await store.close()
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(() => world.stop())

  test('the recording is completed', () => {
    expect(state).toEqual({ state: 'completed', reason: 'stream_ended' })
  })

  test.each(formats)(
    '%s files hold every packet that reached a spool, and none twice',
    async (format) => {
      for (const kind of ['video', 'audio'] as const) {
        const all = (await readPackets(source, { kind })).map(({ hash }) => hash)
        const found = await packetsOf(paths[format] ?? [], kind)
        const places = found.map(({ hash }) => all.indexOf(hash)).toSorted((a, b) => a - b)
        expect(places[0]).toBeGreaterThanOrEqual(0)
        expect(new Set(places).size).toBe(places.length)
        expect(places.at(-1)).toBe(all.length - 1)
        const holes = places.slice(1).filter((place, index) => place > (places[index] ?? 0) + 1)
        expect(holes.length).toBeLessThanOrEqual(one.mayMiss ? 1 : 0)
      }
      await assertDecodes(...(paths[format] ?? []))
    },
  )
})
