import { readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type AppProcess,
  assertDecodes,
  downloadFiles,
  makeSource,
  type PacketKind,
  publishStream,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packetsOf } from './published-parts.ts'
import { spooledFile } from './spooled-packets.ts'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const kinds: PacketKind[] = ['video', 'audio']

/** Resolves when a recorder's spool holds nothing any more. */
const untilEmpty = async (directory: string): Promise<void> => {
  for (const deadlineMs = Date.now() + 60_000; Date.now() < deadlineMs; await delay(100)) {
    const left = (await readdir(directory)).filter((name) => !name.startsWith('.'))
    if (left.length === 0) return
  }
  throw new Error(
    `${directory} still holds ${(await readdir(directory, { recursive: true })).join(' ')}`,
  )
}

describe('a host that is lost while it records, and comes back after the recording has ended', () => {
  let world: World
  let source: string
  let id: string
  let pathsBefore: Record<string, string[]>
  let paths: Record<string, string[]>
  let spooled: string

  beforeAll(async () => {
    world = await startWorld()
    const { api, apps, addRecorder, spoolDir } = world.stack
    // parts of 8 MiB fill within some seconds
    source = await makeSource({
      dir: world.directory,
      seconds: 36,
      bFrames: 2,
      size: '640x360',
      quality: 18,
    })
    const url = world.rtmp.url('live', 'lost-host')
    const template = templateOf({ mp4: 300, flv: 300, m3u8: 300, cmaf: 300 })
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    const first = apps.find(({ name }) => name === 'recorder') as AppProcess
    await addRecorder('recorder-2')
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 11, 40_000)
    await first.kill()
    await api.waitFor(
      id,
      ({ progress, state }) => progress?.recorderId === 'recorder-2' && state === 'recording',
      25_000,
    )
    await publisher.done
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    const download = (directory: string) =>
      downloadFiles({ api, objects: world.objects, recordingId: id, directory })
    pathsBefore = await download(`${world.directory}/before`)
    const directory = `${spoolDir}/recorder-1`
    spooled = await spooledFile(`${directory}/${id}/1`, `${world.directory}/spooled.mp4`)
    await addRecorder('recorder-1')
    await untilEmpty(directory)
    paths = await download(`${world.directory}/after`)
  })
  afterAll(() => world.stop())

  test('the other recorder completes the recording; the gap is no longer than the lease', async () => {
    expect(await world.stack.api.recording(id)).toMatchObject({
      state: 'completed',
      reason: 'stream_ended',
      generation: 2,
      gapCount: 1,
    })
    const { gaps } = await manifestOf(world, id)
    expect(gaps.map(({ cause }) => cause)).toEqual(['recorder_lost'])
  })

  test.each(formats)(
    'what was in storage of the running cycle is a playable file: %s',
    async (format) => {
      const { files } = await manifestOf(world, id)
      const [first] = files.filter((file) => file.format === format)
      expect(first).toMatchObject({ sequence: 0, generation: 1, isSalvaged: true })
      await assertDecodes(pathsBefore[format]?.[0] ?? '')
    },
  )

  test.each(formats)(
    'everything that reached the spool of the lost host is there, once and in order: %s',
    async (format) => {
      for (const kind of kinds) {
        const all = (await readPackets(source, { kind })).map(({ hash }) => hash)
        const found = (await packetsOf(paths[format] ?? [], kind)).map(({ hash }) => hash)
        const places = found.map((hash) => all.indexOf(hash))
        expect(places).not.toContain(-1)
        // ascending and none twice
        expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
        const inSpool = (await readPackets(spooled, { kind })).map(({ hash }) => hash)
        expect(inSpool.length).toBeGreaterThan(0)
        const inFiles = new Set(found)
        expect(inSpool.filter((hash) => !inFiles.has(hash))).toEqual([])
        // one hole: from the end of the spool to the first media of the other recorder
        const holes = places.slice(1).filter((place, index) => place !== (places[index] ?? 0) + 1)
        expect(holes).toHaveLength(1)
        expect(places.at(-1)).toBe(all.length - 1)
      }
      await assertDecodes(...(paths[format] ?? []))
    },
  )

  test('fillers stand behind the file that they continue, and the gap tells what they filled', async () => {
    const { files, gaps } = await manifestOf(world, id)
    for (const format of formats) {
      const ofFormat = files.filter((file) => file.format === format)
      expect(ofFormat.map(({ sequence, filler }) => [sequence, filler !== null])).toEqual([
        [0, false],
        [0, true],
        [1, false],
      ])
    }
    expect(gaps[0]?.filledMs).toBeGreaterThan(0)
    // beside the file that was stored first, whichever format that was
    const keys = (await world.objects.list('record/')).map(({ key }) => key)
    const manifests = keys.filter((key) => key.endsWith(`${id}.manifest.json`))
    expect(manifests).toHaveLength(1)
    const stored = JSON.parse((await world.objects.get(manifests[0] ?? '')).toString()) as {
      files: { id: string }[]
    }
    expect(stored.files).toHaveLength(files.length)
  })

  test('nothing is left over, and every file was told of once', async () => {
    expect(await world.objects.list('tapedeck-staging/')).toEqual([])
    expect(await world.objects.listUploads('')).toEqual([])
    const { files } = await manifestOf(world, id)
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    expect(types.filter((type) => type === 'file.created')).toHaveLength(files.length)
    expect(types.filter((type) => type === 'recording.completed')).toHaveLength(1)
    expect(types).toContain('recording.degraded')
  })
})
