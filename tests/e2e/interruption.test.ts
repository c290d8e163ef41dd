import { readFile } from 'node:fs/promises'
import type { RecordingView } from '@tapedeck/contracts'
import { assertDecodes, downloadFiles, makeSource, publishStream } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RecordedPart, recordedParts, shiftSpreadMs } from './published-parts.ts'
import { shareWorld, sharing } from './shared-world.ts'
import { eventsOf, manifestOf, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const cycles = { mp4: 60, flv: 60, m3u8: 60, cmaf: 60 }

/** When the publishers sent what, by the clock of this process. */
type Publishes = { leftAtMs: number; cameBackAtMs: number }

let world: World
let sources: string[]

/** Publishes both sources with a pause in which the recording notices that the stream is gone. */
const publishTwice = async (
  url: string,
  id: string,
  states: RecordingView[],
): Promise<Publishes> => {
  await publishStream({ url, file: sources[0] ?? '' }).done
  const leftAtMs = Date.now()
  states.push(await world.stack.api.waitFor(id, ({ state }) => state === 'interrupted', 10_000))
  const back = publishStream({ url, file: sources[1] ?? '' })
  const cameBackAtMs = Date.now()
  states.push(await world.stack.api.waitFor(id, ({ state }) => state === 'recording', 10_000))
  await back.done
  return { leftAtMs, cameBackAtMs }
}

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  const gops = { dir: world.directory, gopSeconds: 1, bFrames: 2 }
  sources = [
    await makeSource({ ...gops, seconds: 6, name: 'before.flv', seed: 1 }),
    await makeSource({ ...gops, seconds: 7, name: 'after.flv', seed: 2 }),
  ]
})
afterAll(() => world.stop())

describe('a stream that ends and comes back within the merge window', () => {
  const states: RecordingView[] = []
  let id: string
  let publishes: Publishes
  let paths: Record<string, string[]>
  let video: RecordedPart[]

  beforeAll(async () => {
    const url = world.rtmp.url('strict', 'back')
    const template = templateOf(cycles, { mergeWindowSeconds: 6 })
    const { api } = world.stack
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    publishes = await publishTwice(url, id, states)
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    const directory = `${world.directory}/back`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
    video = await recordedParts(sources, paths.mp4 ?? [], 'video')
  })

  test('it is interrupted and recording again, and at the end completed', async () => {
    expect(states.map(({ state }) => state)).toEqual(['interrupted', 'recording'])
    const recording = await world.stack.api.recording(id)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', gapCount: 1 })
  })

  test.each(formats)(
    '%s goes on in the same file, every packet once and in order',
    async (format) => {
      expect(paths[format]).toHaveLength(1)
      for (const kind of ['video', 'audio'] as const) {
        const [before, after] = await recordedParts(sources, paths[format] ?? [], kind)
        expect(before?.found.length).toBeGreaterThan(0)
        // gone for no longer than it takes to look again and to find a keyframe
        expect(after?.found.length).toBeGreaterThan((after?.missed ?? 0) + 1)
      }
    },
  )

  test.each(formats)('the %s file decodes without an error', async (format) => {
    await assertDecodes(...(paths[format] ?? []))
  })

  test.each(formats)('in %s sound and picture stay together across the seam', async (format) => {
    const files = paths[format] ?? []
    const [pictures, sounds] = [
      await recordedParts(sources, files, 'video'),
      await recordedParts(sources, files, 'audio'),
    ]
    for (const [index, picture] of pictures.entries()) {
      const sound = sounds[index]
      if (sound === undefined) throw new Error('no sound')
      expect(shiftSpreadMs(picture, sound)).toBeLessThan(2)
    }
    // the time in which nothing came is no hole in the file: media goes on where it ended
    const [before, after] = [0, 1].map((index) => [pictures[index], sounds[index]])
    const endsMs = before?.map((part) => part?.found.at(-1)?.dtsMs ?? Number.NaN) ?? []
    const startsMs = after?.map((part) => part?.found[0]?.dtsMs ?? Number.NaN) ?? []
    expect(Math.min(...startsMs) - Math.max(...endsMs)).toBeLessThanOrEqual(60)
  })

  test.each(['m3u8', 'cmaf'])('the %s playlist marks one discontinuity', async (format) => {
    const text = await readFile(paths[format]?.[0] ?? '', 'utf8')
    expect(text.match(/#EXT-X-DISCONTINUITY\n/g)).toHaveLength(1)
  })

  test('the manifest tells the gap, from the last media to the first media after it', async () => {
    const { gaps, totals } = await manifestOf(world, id)
    expect(gaps).toHaveLength(1)
    const [gap] = gaps
    const after = video[1]
    const joinedMs = after?.source[0]?.dtsMs ?? Number.NaN
    expect(Math.abs(Date.parse(gap?.startedAt ?? '') - publishes.leftAtMs)).toBeLessThan(1000)
    expect(
      Math.abs(Date.parse(gap?.endedAt ?? '') - publishes.cameBackAtMs - joinedMs),
    ).toBeLessThan(1000)
    expect(gap).toMatchObject({ cause: 'source_lost' })
    expect(totals.gapMs).toBe(gap?.durationMs)
    const sound = await recordedParts(sources, paths.flv ?? [], 'audio')
    const picture = await recordedParts(sources, paths.flv ?? [], 'video')
    const seams = [sound, picture].map(([, part]) => part?.found[0]?.dtsMs ?? Number.NaN)
    expect(Math.abs((gap?.mediaTimeMs ?? 0) - Math.min(...seams))).toBeLessThan(50)
  })

  test('every file tells the gap inside it, and that its source kept time', async () => {
    const { gaps, files, totals } = await manifestOf(world, id)
    const [gap] = gaps
    expect(files).toHaveLength(formats.length)
    for (const { format, startedAt, endedAt, durationMs, truth } of files) {
      expect(truth, format).toMatchObject({ gapCount: 1, repairCount: 0 })
      const [inside] = truth?.gaps ?? []
      expect(Math.abs((inside?.durationMs ?? 0) - (gap?.durationMs ?? 0))).toBeLessThan(100)
      expect(Math.abs((inside?.mediaTimeMs ?? 0) - (gap?.mediaTimeMs ?? 0))).toBeLessThan(100)
      // the gap is no slow source; runs of a few seconds on a busy machine cannot tell it more exactly
      expect(truth?.mediaRatio, format).toBeGreaterThan(0.8)
      expect(truth?.mediaRatio, format).toBeLessThan(1.25)
      const spanMs = Date.parse(endedAt) - Date.parse(startedAt)
      expect(Math.abs(spanMs - durationMs - (gap?.durationMs ?? 0))).toBeLessThan(100)
    }
    // no other recorder has it: what was not received is lost
    expect(totals.lostMs).toBe(totals.gapMs)
    expect((await eventsOf(world, id)).map(({ type }) => type)).not.toContain('recording.degraded')
  })

  test('interruption and resumption are told once each', async () => {
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    expect(types).toEqual([
      'recording.started',
      'recording.interrupted',
      'recording.resumed',
      'recording.interrupted',
      ...formats.map(() => 'file.created'),
      'recording.completed',
    ])
  })
})

describe('a publisher that falls silent without leaving', () => {
  let id: string
  let frozenAtMs: number
  let resumedAtMs: number
  let paths: Record<string, string[]>

  beforeAll(async () => {
    const url = world.rtmp.url('live', 'frozen')
    const template = templateOf({ mp4: 5, m3u8: 60 }, { mergeWindowSeconds: 20 })
    const { api } = world.stack
    id = (await api.record({ source: { type: 'rtmp', url }, template })).id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: sources[0] ?? '', loop: true })
    await api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 1.5, 20_000)
    publisher.freeze()
    frozenAtMs = Date.now()
    await api.waitFor(id, ({ state }) => state === 'interrupted', 10_000)
    publisher.resume()
    resumedAtMs = Date.now()
    await api.waitFor(id, ({ state }) => state === 'recording', 20_000)
    await api.call('POST', `/v1/recordings/${id}/stop`, { mode: 'graceful' })
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 20_000)
    await publisher.kill()
    const directory = `${world.directory}/frozen`
    paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  })

  test('the gap begins with the silence, not when it was noticed', async () => {
    const { gaps } = await manifestOf(world, id)
    expect(gaps).toHaveLength(1)
    expect(Math.abs(Date.parse(gaps[0]?.startedAt ?? '') - frozenAtMs)).toBeLessThan(1000)
    const endedAtMs = Date.parse(gaps[0]?.endedAt ?? '')
    expect(endedAtMs).toBeGreaterThan(resumedAtMs - 1000)
  })

  test('the recording goes on in the same files, and they decode', async () => {
    expect(paths.mp4).toHaveLength(1)
    expect(paths.m3u8).toHaveLength(1)
    await assertDecodes(...[...(paths.mp4 ?? []), ...(paths.m3u8 ?? [])])
  })
})

describe('a stream that stays away for longer than the merge window', () => {
  test('its files are closed, it is completed, and a later publish changes nothing', async () => {
    const url = world.rtmp.url('strict', 'away')
    const template = templateOf({ mp4: 60, m3u8: 60 }, { mergeWindowSeconds: 2 })
    const { api } = world.stack
    const { id } = await api.record({ source: { type: 'rtmp', url }, template })
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    await publishStream({ url, file: sources[0] ?? '' }).done
    const leftAtMs = Date.now()
    const ended = await api.waitFor(id, ({ endedAt }) => endedAt !== null, 20_000)
    expect(ended).toMatchObject({ state: 'completed', reason: 'stream_ended', gapCount: 0 })
    expect(Date.parse(ended.endedAt ?? '') - leftAtMs).toBeGreaterThanOrEqual(2000)
    await publishStream({ url, file: sources[1] ?? '', outputArguments: ['-t', '2'] }).done
    expect(await api.recording(id)).toEqual(ended)
    const paths = await downloadFiles({
      api,
      objects: world.objects,
      recordingId: id,
      directory: `${world.directory}/away`,
    })
    expect([paths.mp4?.length, paths.m3u8?.length]).toEqual([1, 1])
    for (const kind of ['video', 'audio'] as const)
      await recordedParts([sources[0] ?? ''], paths.mp4 ?? [], kind)
  })
})
