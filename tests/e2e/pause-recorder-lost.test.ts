import type { RecordingView } from '@tapedeck/contracts'
import {
  type AppProcess,
  assertDecodes,
  downloadFiles,
  makeSource,
  type Publisher,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { avOffsetMs } from './av-offset.ts'
import { type Named, startTeller, type Teller } from './live-server.ts'
import { ownTemplateOf } from './pausing.ts'
import { recordedSpans, type Tracks, tracksOf } from './recorded-spans.ts'
import { eventsOf, manifestOf, startWorld, type World } from './support.ts'

const formats = ['mp4', 'm3u8'] as const
const kinds = ['video', 'audio'] as const

/**
 * held: paused when its recorder is killed, and again when it drains. resumedAway, pausedAway, splitAway: resumed, paused and
 * split while no recorder runs, the last two by commands to the stream that a rule records.
 */
const names = ['held', 'resumedAway', 'pausedAway', 'splitAway'] as const
const commanded = ['pausedAway', 'splitAway'] as const
type Name = (typeof names)[number]

const domain = 'recorder-lost.example.com'
const streamOf = (name: (typeof commanded)[number]): Named => ({
  domain,
  app: 'strict',
  stream: name,
})

let world: World
let teller: Teller
let sent: Tracks
let drained: AppProcess
let drainedEnd: { exitCode: number | null; signal: NodeJS.Signals | null }
const ids = {} as Record<Name, string>
const paths = {} as Record<Name, Record<string, string[]>>
/** Each file's packets, in order. */
const found = {} as Record<Name, Record<string, Tracks[]>>
/** As they were while other recordings of the restarted recorder had come on. */
const afterKill = {} as Record<Name, RecordingView>
let afterDrain: RecordingView

const ask = async (id: string, what: 'pause' | 'resume'): Promise<void> => {
  const answer = await world.stack.api.call('POST', `/v1/recordings/${id}/${what}`, {})
  expect(answer).toMatchObject({ status: 202 })
}
/** By the API, which takes commands also while no recorder runs. */
const pausing = {
  pause: (id: string) => ask(id, 'pause'),
  resume: (id: string) => ask(id, 'resume'),
}

const until = (name: Name, wanted: (recording: RecordingView) => boolean) =>
  world.stack.api.waitFor(ids[name], wanted, 30_000)
const untilState = (name: Name, state: RecordingView['state']) =>
  until(name, (recording) => recording.state === state)

/** Resolves when a recording has so much more media than now. */
const untilMore = async (name: Name, seconds: number): Promise<void> => {
  const { progress } = await world.stack.api.recording(ids[name])
  const wanted = (progress?.mediaSeconds ?? 0) + seconds
  await until(name, (recording) => (recording.progress?.mediaSeconds ?? 0) > wanted)
}

const template = ownTemplateOf({ mp4: 60, m3u8: 60 }, { mergeWindowSeconds: 3 })

const begin = async (name: Name, url: string): Promise<void> => {
  ids[name] = (await world.stack.api.record({ source: { type: 'rtmp', url }, template })).id
  await untilState(name, 'waiting')
}

/** Publishes a stream that a rule records. */
const beginByRule = async (
  name: (typeof commanded)[number],
  source: string,
): Promise<Publisher> => {
  const stream = streamOf(name)
  const publisher = publishStream({ url: world.rtmp.url(stream.app, name), file: source })
  await teller.publish(stream, name)
  const { recordings } = await world.stack.api.stream(stream)
  ids[name] = recordings[0]?.recordingId ?? ''
  return publisher
}

const killRecorder = async (): Promise<void> => {
  const { apps, addRecorder } = world.stack
  await Promise.all([pausing.pause(ids.held), pausing.pause(ids.resumedAway)])
  await Promise.all([untilState('held', 'paused'), untilState('resumedAway', 'paused')])
  await apps.find(({ name }) => name === 'recorder')?.kill()
  const killedAtMs = Date.now()
  await pausing.resume(ids.resumedAway)
  await world.stack.api.mustCommand(streamOf('pausedAway'), 'pause')
  await world.stack.api.mustCommand(streamOf('splitAway'), 'split')
  drained = await addRecorder('recorder-1')
  const isSeenSince = ({ progress }: RecordingView): boolean =>
    Date.parse(progress?.updatedAt ?? '') > killedAtMs
  await untilState('resumedAway', 'recording')
  await untilState('pausedAway', 'paused')
  for (const name of names) await until(name, isSeenSince)
  await untilMore('resumedAway', 3)
  for (const name of names) afterKill[name] = await world.stack.api.recording(ids[name])
  await pausing.resume(ids.held)
  await world.stack.api.mustCommand(streamOf('pausedAway'), 'resume')
  await Promise.all([untilState('held', 'recording'), untilState('pausedAway', 'recording')])
}

const drainRecorder = async (): Promise<void> => {
  await pausing.pause(ids.held)
  await untilState('held', 'paused')
  await world.stack.addRecorder('recorder-2')
  drained.signal('SIGTERM')
  drainedEnd = await drained.exited
  afterDrain = await until('held', ({ progress }) => progress?.recorderId === 'recorder-2')
  await pausing.resume(ids.held)
  await untilState('held', 'recording')
}

beforeAll(async () => {
  // longer than this test: what is paused is released at once, or never
  world = await startWorld({ env: { TAPEDECK_DRAIN_SECONDS: '600' } })
  const source = await makeSource({ dir: world.directory, seconds: 120, bFrames: 2 })
  sent = await tracksOf([source])
  const url = world.rtmp.url('strict', 'paused')
  for (const name of ['held', 'resumedAway'] as const) await begin(name, url)
  teller = await startTeller(world, domain)
  await world.stack.api.createRule({ domain, mode: 'automatic', template })
  const publishers = [publishStream({ url, file: source })]
  for (const name of commanded) publishers.push(await beginByRule(name, source))
  for (const name of names) await until(name, ({ progress }) => (progress?.mediaSeconds ?? 0) > 3)
  await killRecorder()
  await untilMore('resumedAway', 3)
  await drainRecorder()
  await untilMore('held', 3)
  await Promise.all(publishers.map((publisher) => publisher.stop()))
  for (const name of names) {
    await until(name, ({ endedAt }) => endedAt !== null)
    const { api } = world.stack
    const directory = `${world.directory}/${name}`
    const recordingId = ids[name]
    paths[name] = await downloadFiles({ api, objects: world.objects, recordingId, directory })
    found[name] = {}
    for (const [format, files] of Object.entries(paths[name]))
      found[name][format] = await Promise.all(files.map((file) => tracksOf([file])))
  }
})
afterAll(async () => {
  await world.stop()
})

const typesOf = async (name: Name): Promise<string[]> => {
  const events = await eventsOf(world, ids[name])
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  return events.map(({ type }) => type).filter((type) => type !== 'file.created')
}

const causesOf = async (name: Name): Promise<string[]> =>
  (await manifestOf(world, ids[name])).gaps.map(({ cause }) => cause)

describe.each(names)('the recording "%s"', (name) => {
  test.each(formats)('has every packet once and in order in its %s files', async (format) => {
    const files = found[name][format] ?? []
    for (const kind of kinds) {
      const packets = files.flatMap((file) => file[kind])
      for (const span of recordedSpans(sent[kind], packets))
        expect(span.beginsWithKeyframe).toBe(true)
    }
    for (const file of files) expect(avOffsetMs(sent, file)).toBeLessThan(2)
    await assertDecodes(...(paths[name][format] ?? []))
  })

  test('ends with its stream', async () => {
    const recording = await world.stack.api.recording(ids[name])
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended' })
  })
})

describe('a recorder that is killed and started again', () => {
  test('holds what was paused, and goes on in the same file when it is resumed', async () => {
    expect(afterKill.held).toMatchObject({ state: 'paused', progress: { fragments: 0 } })
    for (const format of formats) {
      const [first] = found.held[format] ?? []
      for (const kind of kinds)
        expect(recordedSpans(sent[kind], first?.[kind] ?? [])).toHaveLength(2)
    }
  })

  test('goes on with what was resumed while it was away: the pause is all that was missed', async () => {
    expect(afterKill.resumedAway.state).toBe('recording')
    expect(await causesOf('resumedAway')).toEqual(['paused'])
    const { degradations } = await manifestOf(world, ids.resumedAway)
    expect(degradations).toEqual([])
    expect((await typesOf('resumedAway')).slice(0, 3)).toEqual([
      'recording.started',
      'recording.paused',
      'recording.resumed',
    ])
  })

  test('does not pull what was paused while it was away', async () => {
    expect(afterKill.pausedAway).toMatchObject({ state: 'paused', progress: { fragments: 0 } })
    expect(await causesOf('pausedAway')).toEqual(['recorder_lost'])
    expect((await typesOf('pausedAway')).slice(0, 4)).toEqual([
      'recording.started',
      'recording.interrupted',
      'recording.paused',
      'recording.resumed',
    ])
  })
})

describe('commands to a stream while no recorder runs', () => {
  test('split: the file that the recorder left ends there, and the recording goes on in another', async () => {
    expect(await causesOf('splitAway')).toEqual(['recorder_lost'])
    for (const format of formats) {
      const files = found.splitAway[format] ?? []
      // the third one is begun by the recorder that takes over in the end
      expect(files).toHaveLength(3)
      for (const file of files)
        for (const kind of kinds) expect(recordedSpans(sent[kind], file[kind])).toHaveLength(1)
    }
    expect(found.pausedAway.mp4).toHaveLength(2)
  })
})

describe('a recorder that ends', () => {
  test('releases what is paused, and ends by itself', () => {
    expect(drainedEnd).toEqual({ exitCode: 0, signal: null })
    expect(drained.output()).toContain('paused: the recording is released')
  })

  test('another one holds it, and records on when it is resumed', async () => {
    expect(afterDrain).toMatchObject({ state: 'paused', progress: { fragments: 0 } })
    expect(await causesOf('held')).toEqual(['paused', 'paused'])
    expect((await manifestOf(world, ids.held)).degradations).toEqual([])
    for (const format of formats) expect(paths.held[format]).toHaveLength(2)
  })

  test('nobody is told of more than the pauses', async () => {
    expect(await typesOf('held')).toEqual([
      'recording.started',
      'recording.paused',
      'recording.resumed',
      'recording.paused',
      'recording.resumed',
      'recording.interrupted',
      'recording.completed',
    ])
  })
})
