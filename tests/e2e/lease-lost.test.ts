import { readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type AppProcess,
  assertDecodes,
  downloadFiles,
  makeSource,
  type Publisher,
  publishStream,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packetsOf } from './published-parts.ts'
import { spooledFile } from './spooled-packets.ts'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const

/** Resolves when an app has logged something. */
const untilLogged = async (app: AppProcess, text: string): Promise<void> => {
  const deadlineMs = Date.now() + 20_000
  while (!app.output().includes(text)) {
    if (Date.now() > deadlineMs)
      throw new Error(`${app.name} never logged ${text}: ${app.output()}`)
    await delay(50)
  }
}

/** Resolves when a recorder's spool holds nothing any more. */
const untilEmpty = async (directory: string): Promise<void> => {
  const deadlineMs = Date.now() + 60_000
  while ((await readdir(directory)).some((name) => !name.startsWith('.'))) {
    if (Date.now() > deadlineMs) throw new Error(`${directory} still holds something`)
    await delay(100)
  }
}

describe('a recorder that stands still for longer than its lease, while another takes over', () => {
  let world: World
  let source: string
  let id: string
  let publisher: Publisher | undefined
  let paths: Record<string, string[]>
  let keysBefore: Set<string>
  let spooled: string

  beforeAll(async () => {
    world = await startWorld({ env: { TAPEDECK_LEASE_TTL_MS: '3000' } })
    const { api, apps, addRecorder } = world.stack
    source = await makeSource({ dir: world.directory, seconds: 40, bFrames: 2 })
    const url = world.rtmp.url('live', 'frozen')
    const template = templateOf({ mp4: 5, flv: 6, m3u8: 8, cmaf: 7 })
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    publisher = publishStream({ url, file: source })
    const first = apps.find(({ name }) => name === 'recorder') as AppProcess
    await addRecorder('recorder-2')
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 13, 30_000)
    first.signal('SIGSTOP')
    await api.waitFor(
      id,
      ({ progress, state }) => progress?.recorderId === 'recorder-2' && state === 'recording',
      30_000,
    )
    const spoolDirectory = `${world.stack.spoolDir}/recorder-1`
    spooled = await spooledFile(`${spoolDirectory}/${id}/1`, `${world.directory}/spooled.mp4`)
    keysBefore = new Set((await world.objects.list('')).map(({ key }) => key))
    first.signal('SIGCONT')
    await untilLogged(first, '"end":"lost"')
    await publisher.done
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    await untilEmpty(spoolDirectory)
    const directory = `${world.directory}/down`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })
  afterAll(async () => {
    await publisher?.kill()
    await world.stop()
  })

  test('the recording is completed by the second generation, with the gap told', async () => {
    expect(await world.stack.api.recording(id)).toMatchObject({
      state: 'completed',
      reason: 'stream_ended',
      generation: 2,
      gapCount: 1,
    })
    const { gaps, files } = await manifestOf(world, id)
    const ends = files
      .filter(({ generation, filler }) => generation === 1 && filler === null)
      .map(({ endedAt }) => endedAt)
    expect(gaps.map(({ cause }) => cause)).toEqual(['recorder_lost'])
    expect(gaps[0]?.startedAt).toBe(ends.toSorted().at(-1))
    expect(gaps[0]?.filledMs).toBeGreaterThan(0)
  })

  test.each(formats)(
    'everything that it had received is there, and no packet twice: %s',
    async (format) => {
      const all = (await readPackets(source, { kind: 'video' })).map(({ hash }) => hash)
      const found = (await packetsOf(paths[format] ?? [], 'video')).map(({ hash }) => hash)
      const places = found.map((hash) => all.indexOf(hash))
      expect(places).not.toContain(-1)
      expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
      expect(places.at(-1)).toBe(all.length - 1)
      const inFiles = new Set(found)
      const inSpool = (await readPackets(spooled, { kind: 'video' })).map(({ hash }) => hash)
      expect(inSpool.filter((hash) => !inFiles.has(hash))).toEqual([])
      const sounds = (await packetsOf(paths[format] ?? [], 'audio')).map(({ hash }) => hash)
      expect(new Set(sounds).size).toBe(sounds.length)
      await assertDecodes(...(paths[format] ?? []))
    },
  )

  test('the first generation stored nothing but fillers any more after it had lost the lease', async () => {
    const { files } = await manifestOf(world, id)
    const expected = new Set(
      files
        .filter(({ generation, filler }) => generation === 2 || filler !== null)
        .flatMap((file) => [file.key, file.initKey, ...file.slices.map(({ key }) => key)]),
    )
    const keys = (await world.objects.list('')).map(({ key }) => key)
    const others = keys.filter((key) => !keysBefore.has(key) && !expected.has(key))
    expect(others.filter((key) => !key.endsWith('.manifest.json'))).toEqual([])
  })

  test('its staging objects are gone, and every file was told of once', async () => {
    expect(await world.objects.list('tapedeck-staging/')).toEqual([])
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    const { files } = await manifestOf(world, id)
    expect(types.filter((type) => type === 'file.created')).toHaveLength(files.length)
    expect(types.filter((type) => type === 'recording.completed')).toHaveLength(1)
  })
})
