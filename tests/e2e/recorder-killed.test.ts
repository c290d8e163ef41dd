import { readdir } from 'node:fs/promises'
import {
  assertDecodes,
  downloadFiles,
  makeSource,
  publishStream,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packetsOf } from './published-parts.ts'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const

/** What ffmpeg holds of a fragment when it dies, the fragment's way to the disk, and the frame that is being sent. */
const lostAtKillMs = 2500

describe('a recorder that is killed while it records, and started again on the same host', () => {
  let world: World
  let source: string
  let id: string
  let killedAtMs: number
  let backAtMs: number
  let paths: Record<string, string[]>

  beforeAll(async () => {
    world = await startWorld()
    const { api, apps, addRecorder } = world.stack
    source = await makeSource({ dir: world.directory, seconds: 26, bFrames: 2 })
    const url = world.rtmp.url('live', 'killed')
    const template = templateOf({ mp4: 60, flv: 5, m3u8: 60, cmaf: 7 }, { mergeWindowSeconds: 4 })
    const accepted = await api.record({
      source: { type: 'rtmp', url },
      template,
      notifyUrl: world.receiver.url,
    })
    id = accepted.id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 8, 30_000)
    await apps.find(({ name }) => name === 'recorder')?.kill()
    killedAtMs = Date.now()
    await addRecorder('recorder-1')
    await api.waitFor(
      id,
      ({ progress, generation, state }) =>
        generation === 2 && state === 'recording' && (progress?.fragments ?? 0) > 0,
      20_000,
    )
    backAtMs = Date.now()
    await publisher.done
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(() => world.stop())

  test('the recording goes on under the next generation and is completed', async () => {
    const recording = await world.stack.api.recording(id)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', generation: 2 })
  })

  test.each(formats)(
    '%s files count on without a hole, and the one that was running goes on',
    async (format) => {
      const { files } = await manifestOf(world, id)
      const sequences = files.filter((file) => file.format === format).map((file) => file.sequence)
      expect(sequences).toEqual(sequences.map((_, index) => index))
      if (format === 'mp4' || format === 'm3u8') expect(sequences).toHaveLength(1)
    },
  )

  test.each(formats)(
    '%s holds every packet that reached the spool, once and in order, and all that came after the restart',
    async (format) => {
      const all = await readPackets(source, { kind: 'video' })
      const found = await packetsOf(paths[format] ?? [], 'video')
      const places = found.map(({ hash }) => all.findIndex((packet) => packet.hash === hash))
      expect(places).not.toContain(-1)
      const holes = places.slice(1).flatMap((place, index) => {
        const before = places[index] ?? 0
        expect(place).toBeGreaterThan(before)
        return place > before + 1 ? [{ before, after: place }] : []
      })
      expect(holes).toHaveLength(1)
      expect(places.at(-1)).toBe(all.length - 1)
      // the hole: what was lost at the kill, the restart, and the rest of a group of pictures
      const [hole] = holes
      const lostMs = ((hole?.after ?? 0) - (hole?.before ?? 0)) * 40
      expect(lostMs).toBeLessThan(backAtMs - killedAtMs + lostAtKillMs)
      await assertDecodes(...(paths[format] ?? []))
    },
  )

  test('the manifest tells the gap: from the last media in the spool to the first after the restart', async () => {
    const { gaps } = await manifestOf(world, id)
    expect(gaps.map(({ cause }) => cause)).toEqual(['recorder_lost'])
    const startedAtMs = Date.parse(gaps[0]?.startedAt ?? '')
    expect(killedAtMs - startedAtMs).toBeLessThan(lostAtKillMs)
    expect(startedAtMs).toBeLessThan(killedAtMs + 100)
  })

  test('no file is told of twice', async () => {
    const ids = (await eventsOf(world, id)).map((event) => event.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('nothing is left in the spool', async () => {
    expect(await readdir(`${world.stack.spoolDir}/recorder-1`)).not.toContain(id)
  })
})
