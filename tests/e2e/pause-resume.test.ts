import type { FileView, RecordingView } from '@tapedeck/contracts'
import {
  assertDecodes,
  downloadFiles,
  makeSource,
  type PacketKind,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { avOffsetMs } from './av-offset.ts'
import { ownTemplateOf, type Pausing, pausedByMetrics, startPausing } from './pausing.ts'
import { type RecordedSpan, recordedSpans, type Tracks, tracksOf } from './recorded-spans.ts'
import { shareWorld, sharing } from './shared-world.ts'
import { eventsOf, manifestOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const cycles = { mp4: 60, flv: 60, m3u8: 60, cmaf: 60 }
/** Shorter than every pause, so that a pause is seen to be no interruption. */
const mergeWindowSeconds = 2
const waitSeconds = 3
const seconds = 36
const kinds = ['video', 'audio'] as const

/** Each a recording of the same stream, but for the one whose stream never comes. */
const names = ['witness', 'twice', 'delayed', 'within', 'quick', 'absent'] as const
type Name = (typeof names)[number]

let world: World
let pausing: Pausing
let sent: Tracks
const ids = {} as Record<Name, string>
const files = {} as Record<Name, Record<string, string[]>>
const found = {} as Record<Name, Record<string, Tracks>>
/** When each wish was made, by name and in order. */
const pausedAtMs = {} as Record<Name, number[]>
const resumedAtMs = {} as Record<Name, number[]>
/** What the API said in the middle of it. */
const held = {} as Record<Name, RecordingView>
let gauge: number
/** Wall time at which the source's media time 0 was live. */
let beganAtMs: number

/** The runs of a track of the source that one format of a recording holds. */
const spansOf = (name: Name, format: string, kind: PacketKind): RecordedSpan[] =>
  recordedSpans(sent[kind], found[name][format]?.[kind] ?? [])

/** Where in the source a recording begins. */
const mediaBeginMs = (name: Name, format: string): number =>
  Math.min(...kinds.map((kind) => spansOf(name, format, kind)[0]?.fromMs ?? Number.NaN))

const pause = async (name: Name, stopAfterMs?: number): Promise<void> => {
  pausedAtMs[name].push(await pausing.pause(ids[name], stopAfterMs))
}
const resume = async (name: Name): Promise<void> => {
  resumedAtMs[name].push(await pausing.resume(ids[name]))
}
const until = (name: Name, state: RecordingView['state']): Promise<RecordingView> =>
  world.stack.api.waitFor(ids[name], (recording) => recording.state === state, 20_000)

/** Resolves when so much of the stream was recorded by the one that is never paused. */
const untilWitnessed = async (mediaSeconds: number): Promise<number> => {
  const { progress } = await world.stack.api.waitFor(
    ids.witness,
    (recording) => (recording.progress?.mediaSeconds ?? 0) > mediaSeconds,
    40_000,
  )
  return progress?.mediaSeconds ?? 0
}

const begin = async (name: Name, part: Parameters<typeof ownTemplateOf>[0]): Promise<void> => {
  const url = world.rtmp.url('strict', name === 'absent' ? 'never' : 'paused')
  const template = ownTemplateOf(part, {
    mergeWindowSeconds,
    waitSeconds: name === 'absent' ? waitSeconds : 30,
  })
  ids[name] = (await world.stack.api.record({ source: { type: 'rtmp', url }, template })).id
  pausedAtMs[name] = []
  resumedAtMs[name] = []
  await until(name, 'waiting')
}

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  pausing = startPausing(world)
  const source = await makeSource({ dir: world.directory, seconds, bFrames: 2 })
  sent = await tracksOf([source])
  await Promise.all([
    begin('witness', { mp4: 60 }),
    begin('twice', cycles),
    begin('delayed', { mp4: 60, m3u8: 60 }),
    begin('within', { mp4: 60 }),
    begin('quick', { mp4: 60, cmaf: 60 }),
    begin('absent', { mp4: 60 }),
  ])
  await pause('absent')
  const publisher = publishStream({ url: world.rtmp.url('strict', 'paused'), file: source })
  const pausedFrom = await untilWitnessed(4)
  await Promise.all([pause('twice'), pause('delayed', 3000), pause('within', 7000)])
  for (const _ of [1, 2]) {
    await pause('quick')
    await resume('quick')
  }
  for (const name of ['twice', 'within'] as const) held[name] = await until(name, 'paused')
  await untilWitnessed(pausedFrom + 3)
  await until('delayed', 'completed')
  gauge = await pausedByMetrics(world, 3)
  held.absent = await world.stack.api.recording(ids.absent)
  await Promise.all([resume('within'), resume('absent')])
  await world.stack.api.waitFor(ids.twice, ({ progress }) => progress?.fps === 0, 20_000)
  await resume('twice')
  await until('twice', 'recording')
  await untilWitnessed((await untilWitnessed(0)) + 5)
  await pause('twice')
  await until('twice', 'paused')
  await untilWitnessed((await untilWitnessed(0)) + 3)
  await resume('twice')
  await publisher.done
  for (const name of names) {
    const { id } = await world.stack.api.waitFor(
      ids[name],
      ({ endedAt }) => endedAt !== null,
      40_000,
    )
    const directory = `${world.directory}/${name}`
    const { api } = world.stack
    files[name] = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
    found[name] = {}
    for (const [format, paths] of Object.entries(files[name]))
      found[name][format] = await tracksOf(paths)
  }
  const [file] = await world.stack.api.files(ids.witness)
  beganAtMs = Date.parse(file?.startedAt ?? '') - mediaBeginMs('witness', 'mp4')
})
afterAll(async () => {
  await pausing.close()
  await world.stop()
})

/** Wall time at which a moment of the source was live, as the recording that was never paused knows it. */
const wallOf = (sourceMs: number | undefined): number => beganAtMs + (sourceMs ?? Number.NaN)

/** The wish's way to the recorder, what ffmpeg holds, and the clock of a busy machine; far less than a pause. */
const slackMs = 1500
/** How long it takes to look for the stream, to join it, and to its next keyframe. */
const joinMs = 4000

/** Each pause lies between two spans: the first ends with it, and the second begins behind it. */
const expectPauses = (name: Name, spans: RecordedSpan[]): void => {
  expect(spans).toHaveLength(pausedAtMs[name].length + 1)
  for (const [index, since] of pausedAtMs[name].entries()) {
    const lastMs = wallOf(spans[index]?.toMs)
    expect(Math.abs(lastMs - since)).toBeLessThan(slackMs)
    const nextMs = wallOf(spans[index + 1]?.fromMs)
    const afterMs = nextMs - (resumedAtMs[name][index] ?? Number.NaN)
    // a stream may be joined at the beginning of the group of pictures that is live
    expect(afterMs).toBeGreaterThan(-slackMs)
    expect(afterMs).toBeLessThan(joinMs)
  }
}

test('the stream went on all the time: the recording that was not paused holds every packet', async () => {
  for (const kind of kinds) {
    const spans = spansOf('witness', 'mp4', kind)
    expect(spans).toHaveLength(1)
    expect(spans[0]?.toMs).toBe(sent[kind].at(-1)?.dtsMs)
  }
})

describe('a recording that is paused twice, each time for longer than the merge window', () => {
  test('it is paused, recording again, and completed when the stream ends', async () => {
    expect(held.twice).toMatchObject({ state: 'paused', reason: null })
    const recording = await world.stack.api.recording(ids.twice)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', gapCount: 2 })
  })

  test.each(formats)(
    '%s goes on in one file: every packet outside the pauses once and in order, none from inside',
    async (format) => {
      expect(files.twice[format]).toHaveLength(1)
      for (const kind of kinds) {
        const spans = spansOf('twice', format, kind)
        expectPauses('twice', spans)
        expect(spans.every(({ beginsWithKeyframe }) => beginsWithKeyframe)).toBe(true)
        expect(spans.at(-1)?.toMs).toBe(sent[kind].at(-1)?.dtsMs)
      }
    },
  )

  test.each(formats)('the %s file decodes, sound and picture together', async (format) => {
    await assertDecodes(...(files.twice[format] ?? []))
    expect(avOffsetMs(sent, found.twice[format] as Tracks)).toBeLessThan(2)
  })

  test('every step is told once and in order, and nothing is said to be wrong', async () => {
    const events = await eventsOf(world, ids.twice)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(events.map(({ type }) => type)).toEqual([
      'recording.started',
      'recording.paused',
      'recording.resumed',
      'recording.paused',
      'recording.resumed',
      'recording.interrupted',
      ...formats.map(() => 'file.created'),
      'recording.completed',
    ])
  })

  test('the manifest tells the pauses', async () => {
    const { gaps, degradations } = await manifestOf(world, ids.twice)
    expect(degradations).toEqual([])
    expect(gaps.map(({ cause }) => cause)).toEqual(['paused', 'paused'])
    const tracks = kinds.map((kind) => spansOf('twice', 'mp4', kind))
    for (const [index, gap] of gaps.entries()) {
      const fromMs = Math.max(...tracks.map((spans) => wallOf(spans[index]?.toMs)))
      // sound comes before the first picture
      const toMs = Math.min(...tracks.map((spans) => wallOf(spans[index + 1]?.fromMs)))
      expect(Math.abs(Date.parse(gap.startedAt) - fromMs)).toBeLessThan(slackMs)
      expect(Math.abs(Date.parse(gap.endedAt) - toMs)).toBeLessThan(slackMs)
    }
  })

  test('a pause is no slow source', async () => {
    for (const { format, truth, durationMs } of await world.stack.api.files(ids.twice)) {
      expect(truth?.gapCount, format).toBe(2)
      expect(Math.abs((truth?.wallMs ?? 0) - durationMs), format).toBeLessThan(2 * slackMs)
    }
  })

  test('those that are paused are counted', () => {
    expect(gauge).toBe(3)
  })
})

describe('a pause with a delay', () => {
  test('ends the recording when the delay is over, as a stop does, at what it held', async () => {
    const recording = await world.stack.api.recording(ids.delayed)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stopped', gapCount: 0 })
    const [since = Number.NaN] = pausedAtMs.delayed
    expect(Date.parse(recording.endedAt ?? '')).toBeGreaterThanOrEqual(since + 3000)
    const types = (await eventsOf(world, ids.delayed)).map(({ type }) => type)
    const created = ['file.created', 'file.created']
    const ended = ['recording.started', 'recording.paused', ...created, 'recording.completed']
    expect(types).toEqual(ended)
    for (const [format, paths] of Object.entries(files.delayed)) {
      expect(paths).toHaveLength(1)
      const file = (await world.stack.api.files(ids.delayed)).find(
        (one) => one.format === format,
      ) as FileView
      expect(Math.abs(Date.parse(file.endedAt) - since)).toBeLessThan(slackMs)
      const [span, ...more] = spansOf('delayed', format, 'video')
      expect(more).toEqual([])
      const spanMs = (span?.toMs ?? Number.NaN) - mediaBeginMs('delayed', format)
      expect(Math.abs(file.durationMs - spanMs)).toBeLessThan(100)
      await assertDecodes(...paths)
    }
  })

  test('is forgotten when it is resumed within it: the same file goes on to the end of the stream', async () => {
    const recording = await world.stack.api.recording(ids.within)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', gapCount: 1 })
    const paths = files.within.mp4 ?? []
    expect(paths).toHaveLength(1)
    const spans = spansOf('within', 'mp4', 'video')
    expectPauses('within', spans)
    expect(spans.at(-1)?.toMs).toBe(sent.video.at(-1)?.dtsMs)
    await assertDecodes(...paths)
  })
})

describe('a pause that is taken back at once, and again', () => {
  test('leaves one file of every format that goes on and decodes', async () => {
    const recording = await world.stack.api.recording(ids.quick)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended' })
    for (const [format, paths] of Object.entries(files.quick)) {
      expect(paths).toHaveLength(1)
      const spans = spansOf('quick', format, 'video')
      // wishes that come while the pull still ends are one
      expect(spans.length).toBeLessThanOrEqual(pausedAtMs.quick.length + 1)
      expect(spans.at(-1)?.toMs).toBe(sent.video.at(-1)?.dtsMs)
      expect(avOffsetMs(sent, found.quick[format] as Tracks)).toBeLessThan(2)
      await assertDecodes(...paths)
    }
    const types = (await eventsOf(world, ids.quick)).map(({ type }) => type)
    expect(types.filter((type) => type === 'recording.paused')).toHaveLength(
      types.filter((type) => type === 'recording.resumed').length,
    )
  })
})

describe('a recording that is paused before its stream came', () => {
  test('waits for as long as it is paused, and from then on as long as it may', async () => {
    expect(held.absent).toMatchObject({ state: 'waiting', startedAt: null })
    const recording = await world.stack.api.recording(ids.absent)
    expect(recording).toMatchObject({ state: 'failed', reason: 'no_stream' })
    const waitedMs = Date.parse(recording.endedAt ?? '') - (resumedAtMs.absent[0] ?? Number.NaN)
    expect(waitedMs).toBeGreaterThanOrEqual(waitSeconds * 1000 - 100)
    const types = (await eventsOf(world, ids.absent)).map(({ type }) => type)
    expect(types).toEqual(['recording.failed'])
  })
})
