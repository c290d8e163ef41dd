import { readFile } from 'node:fs/promises'
import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  filesOf,
  isFastStart,
  type MediaPacket,
  makeSource,
  publishStream,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import { manifestOf, templateOf, type World } from './support.ts'

const cycles = { mp4: 5, flv: 7, m3u8: 10, cmaf: 6 } as const
const formats = Object.keys(cycles) as (keyof typeof cycles)[]
const sourceSeconds = 24

describe('a stream recorded in four formats with four cycle lengths', () => {
  let world: World
  let source: string
  let id: string
  let paths: Record<string, string[]>

  sharing.beforeAll(async ({ stack }) => {
    world = await shareWorld(stack)
    source = await makeSource({
      dir: world.directory,
      seconds: sourceSeconds,
      gopSeconds: 1,
      bFrames: 2,
    })
    const url = world.rtmp.url('live', 'four')
    const accepted = await world.stack.api.record({
      name: 'four formats',
      source: { type: 'rtmp', url },
      template: templateOf(cycles),
      notifyUrl: world.receiver.url,
    })
    id = accepted.id
    await world.stack.api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    await publisher.done
    await world.stack.api.waitFor(id, ({ endedAt }) => endedAt !== null, 60_000)
    paths = await downloadFiles({
      api: world.stack.api,
      objects: world.objects,
      recordingId: id,
      directory: `${world.directory}/down`,
    })
  })
  afterAll(() => world.stop())

  test('it is completed because the stream ended, and its spool is empty', async () => {
    const recording = await world.stack.api.recording(id)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', gapCount: 0 })
    expect(recording.tracks.map((track) => track.codec)).toEqual(['h264', 'aac'])
  })

  test.each(formats)(
    '%s holds every packet of the source once and in order, across its cycles',
    async (format) => {
      const files = paths[format] ?? []
      expect(files.length).toBeGreaterThanOrEqual(Math.floor((sourceSeconds - 3) / cycles[format]))
      const counts = await assertSamePackets(source, files, { from: 'joined' })
      // joined late by no more than two seconds, which is what a waiting recorder may take
      const all = await readPackets(source, { kind: 'video' })
      expect(counts.video.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(
        all.length - 50 - 25,
      )
    },
  )

  test.each(formats)('every %s file decodes without an error', async (format) => {
    await assertDecodes(...(paths[format] ?? []))
  })

  test('mp4 files are plain and fast-start', async () => {
    for (const file of paths.mp4 ?? []) expect(await isFastStart(file)).toBe(true)
  })

  test.each(formats)(
    'in every %s file sound and picture stand as they do in the source',
    async (format) => {
      const offset = async (file: string, video: number, audio: number) => {
        const [pictures, sounds] = [
          await readPackets(file, { kind: 'video' }),
          await readPackets(file, { kind: 'audio' }),
        ]
        return { video: pictures[video], audio: sounds[audio], pictures, sounds }
      }
      const whole = await offset(source, 0, 0)
      for (const file of paths[format] ?? []) {
        const part = await offset(file, 0, 0)
        const sourceVideo = whole.pictures.find((packet) => packet.hash === part.video?.hash)
        const sourceAudio = whole.sounds.find((packet) => packet.hash === part.audio?.hash)
        const wanted = (sourceAudio?.ptsMs ?? 0) - (sourceVideo?.ptsMs ?? 0)
        const found = (part.audio?.ptsMs ?? 0) - (part.video?.ptsMs ?? 0)
        expect(Math.abs(found - wanted)).toBeLessThan(2)
      }
    },
  )

  test.each(formats)(
    'the durations of the %s files add up to the time that was recorded',
    async (format) => {
      const files = filesOf(await world.stack.api.files(id), format)
      const sum = files.reduce((total, file) => total + file.durationMs, 0)
      const [pictures, sounds] = await Promise.all(
        (['video', 'audio'] as const).map((kind) => readPackets(source, { kind })),
      )
      const firstOf = async (kind: 'video' | 'audio', packets: readonly MediaPacket[] = []) => {
        const [first] = await readPackets(paths[format]?.[0] ?? '', { kind })
        return packets.find((packet) => packet.hash === first?.hash)?.dtsMs ?? Number.NaN
      }
      const start = Math.min(await firstOf('video', pictures), await firstOf('audio', sounds))
      const recordedMs = (pictures?.at(-1)?.dtsMs ?? Number.NaN) + 40 - start
      expect(Math.abs(sum - recordedMs)).toBeLessThanOrEqual(40)
      const span = Date.parse(files.at(-1)?.endedAt ?? '') - Date.parse(files[0]?.startedAt ?? '')
      expect(Math.abs(sum - span)).toBeLessThanOrEqual(40)
      for (const [index, file] of files.slice(1).entries())
        expect(
          Math.abs(Date.parse(file.startedAt) - Date.parse(files[index]?.endedAt ?? '')),
        ).toBeLessThanOrEqual(1)
    },
  )

  test('every file is true to what was received, and nothing was wrong', async () => {
    const { files, degradations, totals } = await manifestOf(world, id)
    for (const { format, durationMs, truth, isSalvaged } of files) {
      expect(truth, format).toMatchObject({
        gaps: [],
        gapCount: 0,
        repairCount: 0,
        endedByCodecChange: false,
      })
      // published in real time; files of a few seconds on a busy machine cannot tell it more exactly
      expect(truth?.mediaRatio, format).toBeGreaterThan(0.7)
      expect(truth?.mediaRatio, format).toBeLessThan(1.4)
      expect(Math.abs((truth?.wallMs ?? 0) * (truth?.mediaRatio ?? 0) - durationMs)).toBeLessThan(5)
      expect(isSalvaged).toBe(false)
    }
    expect(degradations).toEqual([])
    expect(totals.lostMs).toBe(0)
    expect((await world.stack.api.recording(id)).degradations).toEqual([])
  })

  test('a check reads each format back and finds it good', async () => {
    const checked = (await manifestOf(world, id)).files.filter(({ sequence }) => sequence === 0)
    expect(checked.map(({ format }) => format).toSorted()).toEqual(formats.toSorted())
    for (const { id: fileId } of checked) {
      const path = `/v1/recordings/${id}/files/${fileId}/check`
      expect((await world.stack.api.call('POST', path)).status).toBe(202)
    }
    await expect
      .poll(
        async () =>
          (await manifestOf(world, id)).files
            .filter(({ sequence }) => sequence === 0)
            .map(({ check }) => check?.outcome),
        { timeout: 60_000 },
      )
      .toEqual(checked.map(() => 'ok'))
  })

  test('playlists name only stored objects, and every stored object is accounted for', async () => {
    const all = (await world.objects.list('')).map(({ key }) => key)
    const stored = new Set(all.filter((key) => key.includes('/four/') || key.includes(id)))
    const { body } = await world.stack.api.call<{
      files: { key: string; initKey: string | null; slices: { key: string }[] }[]
    }>('GET', `/v1/recordings/${id}/manifest`)
    const named = body.files.flatMap((file) => [
      file.key,
      ...(file.initKey === null ? [] : [file.initKey]),
      ...file.slices.map((slice) => slice.key),
    ])
    for (const key of named) expect(stored).toContain(key)
    const manifests = [...stored].filter((key) => key.endsWith('.manifest.json'))
    expect([...stored].toSorted()).toEqual([...named, ...manifests].toSorted())
    expect(manifests).toHaveLength(1)
  })

  test('playlists end, and count from where their files begin', async () => {
    for (const file of [...(paths.m3u8 ?? []), ...(paths.cmaf ?? [])]) {
      const text = await readFile(file, 'utf8')
      expect(text).toMatch(/^#EXTM3U\n/)
      expect(text).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
      expect(text.trimEnd()).toMatch(/#EXT-X-ENDLIST$/)
    }
  })

  test('webhooks told of the start, of every file after it was stored, and of the end', async () => {
    await world.receiver.waitFor(
      (all) => all.some(({ event }) => event.type === 'recording.completed'),
      60_000,
    )
    const told = world.receiver.received.filter(({ event }) => event.recordingId === id)
    const files = await world.stack.api.files(id)
    const ids = told.flatMap(({ event }) =>
      event.type === 'file.created' ? [event.data.file?.id] : [],
    )
    expect([...new Set(ids)].toSorted()).toEqual(files.map((file) => file.id).toSorted())
    for (const type of ['recording.started', 'recording.interrupted', 'recording.completed'])
      expect(told.map(({ event }) => event.type)).toContain(type)
    expect(world.receiver.rejected).toEqual([])
  })
})
