import type { FileView, RecordingView } from '@tapedeck/contracts'
import {
  assertDecodes,
  downloadFiles,
  filesOf,
  makeSource,
  type Publisher,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { type Named, recordingsOf, startTeller, type Teller } from './live-server.ts'
import { type RecordedSpan, recordedSpans, type Tracks, tracksOf } from './recorded-spans.ts'
import { shareWorld, sharing } from './shared-world.ts'
import { type ManifestView, manifestOf, templateOf, type World } from './support.ts'

const domain = 'commands.example.com'
/** How long `stop` holds a recording: short where that is waited for, long where it is cut short. */
const delaySeconds = { delayed: 4, others: 60 }

const names = [
  'delayed',
  'cycle',
  'goesOn',
  'restart',
  'race',
  'split',
  'breaks',
  'request',
] as const
type Name = (typeof names)[number]

/** What became of one recording: its facts, its files, and where in the source its packets lie. */
type Outcome = {
  recording: RecordingView
  files: FileView[]
  manifest: ManifestView
  spans: RecordedSpan[]
}

let world: World
let teller: Teller
let sent: Tracks
const publishers = {} as Record<Name, Publisher>
const outcomes = {} as Record<Name, Outcome[]>
/** When commands were answered, by what they did. */
const at: Record<string, number> = {}
let racing: { status: number; body: unknown }[]

const streamOf = (name: Name): Named => ({ domain, app: 'strict', stream: name })
const command = (name: Name, what: Parameters<World['stack']['api']['mustCommand']>[1]) =>
  world.stack.api.mustCommand(streamOf(name), what)

/** Commands, and keeps when it was answered. */
const commandAt = async (
  name: Name,
  what: Parameters<typeof command>[1],
  mark: string,
): Promise<void> => {
  await command(name, what)
  at[mark] = Date.now()
}

const newestOf = async (name: Name): Promise<string> => {
  const { recordings } = await world.stack.api.stream(streamOf(name))
  const newest = recordings.at(-1)
  if (newest === undefined) throw new Error(`${name} is not recorded`)
  return newest.recordingId
}

const untilMedia = (id: string, seconds: number): Promise<RecordingView> =>
  world.stack.api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > seconds, 30_000)
const untilEnded = (id: string): Promise<RecordingView> =>
  world.stack.api.waitFor(id, ({ endedAt }) => endedAt !== null, 30_000)
const untilPaused = (id: string): Promise<RecordingView> =>
  world.stack.api.waitFor(id, ({ state }) => state === 'paused', 30_000)

/** Begins with a command and waits for so much media of it. */
const start = async (name: Name, seconds: number): Promise<string> => {
  await command(name, 'start')
  const id = await newestOf(name)
  await untilMedia(id, seconds)
  return id
}

const endNow = async (name: Name, id: string): Promise<void> => {
  await command(name, 'stop')
  await command(name, 'cancel_delay')
  await untilEnded(id)
}

const scenarios: Record<Name, () => Promise<void>> = {
  delayed: async () => {
    const id = await start('delayed', 3)
    await commandAt('delayed', 'stop', 'delayed stopped')
    await untilEnded(id)
  },
  cycle: async () => {
    for (const mark of ['first', 'second']) {
      const id = await start('cycle', 3)
      await commandAt('cycle', 'stop', `${mark} stopped`)
      await untilPaused(id)
      await command('cycle', 'cancel_delay')
      await untilEnded(id)
    }
  },
  goesOn: async () => {
    const id = await start('goesOn', 3)
    await command('goesOn', 'stop')
    await untilPaused(id)
    await command('goesOn', 'start')
    const { progress } = await world.stack.api.recording(id)
    await untilMedia(id, (progress?.mediaSeconds ?? 0) + 3)
    await endNow('goesOn', id)
  },
  restart: async () => {
    const first = await start('restart', 3)
    await command('restart', 'restart')
    const second = await newestOf('restart')
    await untilMedia(second, 3)
    await untilEnded(first)
    await endNow('restart', second)
  },
  race: async () => {
    const { api } = world.stack
    racing = await Promise.all([1, 2].map(() => api.command(streamOf('race'), 'start')))
    const id = await newestOf('race')
    await untilMedia(id, 2)
    await endNow('race', id)
  },
  split: async () => {
    const id = await start('split', 3)
    await command('split', 'split')
    await world.stack.api.waitFor(id, ({ fileCount }) => fileCount === 1, 30_000)
    await untilMedia(id, 6)
    await endNow('split', id)
  },
  breaks: async () => {
    const id = await start('breaks', 3)
    await publishers.breaks.stop()
    await teller.unpublish(streamOf('breaks'), 'breaks')
    at['breaks told'] = Date.now()
    await untilEnded(id)
  },
  request: async () => {
    const { api } = world.stack
    const stream = { ...streamOf('request'), app: 'live' }
    const { status, body } = await api.call<{ results: { recordingId: string }[] }>(
      'POST',
      '/v1/streams/record',
      { template: templateWith(delaySeconds.others), streams: [stream] },
    )
    expect(status).toBe(200)
    const id = body.results[0]?.recordingId ?? ''
    await untilMedia(id, 3)
    await api.mustCommand(stream, 'stop')
    await api.mustCommand(stream, 'cancel_delay')
    await untilEnded(id)
  },
}

const templateWith = (mergeWindowSeconds: number) => {
  const template = templateOf({ mp4: 60 }, { mergeWindowSeconds })
  for (const format of template.formats)
    format.objectPattern = '{RecordingId}/{Sequence}_{EscapedStartTime}'
  return template
}

const createRules = async (): Promise<void> => {
  const { api } = world.stack
  const manual = { domain, app: 'strict', mode: 'manual' }
  await api.createRule({ ...manual, template: templateWith(delaySeconds.others) })
  await api.createRule({
    ...manual,
    stream: 'delayed',
    template: templateWith(delaySeconds.delayed),
  })
}

const outcomeOf = async (recording: RecordingView): Promise<Outcome> => {
  const { api } = world.stack
  const paths = await downloadFiles({
    api,
    objects: world.objects,
    recordingId: recording.id,
    directory: `${world.directory}/${recording.id}`,
  })
  const mp4 = paths.mp4 ?? []
  await assertDecodes(...mp4)
  return {
    recording: await api.recording(recording.id),
    files: filesOf(await api.files(recording.id), 'mp4'),
    manifest: await manifestOf(world, recording.id),
    spans: recordedSpans(sent.video, (await tracksOf(mp4)).video),
  }
}

const appOf = (name: Name): string => (name === 'request' ? 'live' : 'strict')

const collect = async (name: Name): Promise<void> => {
  const recordings = await recordingsOf(world, { ...streamOf(name), app: appOf(name) })
  outcomes[name] = []
  for (const recording of recordings) outcomes[name].push(await outcomeOf(recording))
}

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  teller = await startTeller(world, domain)
  const source = await makeSource({ dir: world.directory, seconds: 60 })
  sent = await tracksOf([source])
  await createRules()
  for (const name of names) {
    const stream = { ...streamOf(name), app: appOf(name) }
    publishers[name] = publishStream({ url: world.rtmp.url(stream.app, name), file: source })
    await teller.publish(stream, name)
  }
  await Promise.all(names.map((name) => scenarios[name]()))
  await Promise.all(names.map(collect))
}, 180_000)
afterAll(async () => {
  for (const name of names) await publishers[name].kill()
  await world.stop()
})

const only = (name: Name): Outcome => {
  const [outcome] = outcomes[name]
  expect(outcomes[name]).toHaveLength(1)
  return outcome as Outcome
}
const msOf = (time: string | null | undefined): number => Date.parse(time ?? '')
const markOf = (mark: string): number => at[mark] ?? Number.NaN

describe('commands to a stream of a manual rule', () => {
  test('each recording is completed because it was stopped, its packets once and in order', () => {
    for (const name of names.filter((one) => one !== 'breaks'))
      for (const { recording, files } of outcomes[name]) {
        expect(recording).toMatchObject({
          state: 'completed',
          origin: { kind: 'stream', cause: 'command' },
        })
        expect(files.length).toBeGreaterThan(0)
      }
  })

  test('stop keeps what comes after it out, and ends the recording when the delay is over', () => {
    const { recording, files } = only('delayed')
    const stoppedAtMs = markOf('delayed stopped')
    const delayMs = delaySeconds.delayed * 1000
    expect(files).toHaveLength(1)
    expect(Math.abs(msOf(files[0]?.endedAt) - stoppedAtMs)).toBeLessThan(delayMs)
    // counted from the command, which was taken a little before it was answered
    expect(msOf(recording.endedAt) - stoppedAtMs).toBeGreaterThan(delayMs - 1000)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stopped' })
  })

  test('cancel_delay ends it before the delay is over; the next start makes another recording', () => {
    expect(outcomes.cycle).toHaveLength(2)
    const [first, second] = outcomes.cycle
    const delayMs = delaySeconds.others * 1000
    for (const [outcome, mark] of [
      [first, 'first stopped'],
      [second, 'second stopped'],
    ] as const) {
      expect(outcome?.files).toHaveLength(1)
      expect(msOf(outcome?.recording.endedAt) - markOf(mark)).toBeLessThan(delayMs)
    }
    const firstEnd = msOf(first?.files[0]?.endedAt)
    expect(msOf(second?.files[0]?.startedAt)).toBeGreaterThan(firstEnd)
    expect(second?.spans[0]?.fromMs).toBeGreaterThan(first?.spans[0]?.toMs ?? 0)
  })

  test('start within the delay goes on with the same recording, and with the same file', () => {
    const { files, manifest, spans } = only('goesOn')
    expect(files).toHaveLength(1)
    expect(manifest.gaps.map(({ cause }) => cause)).toEqual(['paused'])
    expect(spans).toHaveLength(2)
  })

  test('restart begins a new recording before the old one ends: nothing is lost in between', () => {
    expect(outcomes.restart).toHaveLength(2)
    const [first, second] = outcomes.restart
    expect([first?.spans.length, second?.spans.length]).toEqual([1, 1])
    expect(second?.spans[0]?.fromMs).toBeLessThanOrEqual((first?.spans[0]?.toMs ?? 0) + 40)
    expect(second?.spans[0]?.toMs).toBeGreaterThan(first?.spans[0]?.toMs ?? 0)
  })

  test('of two that start at once one is told that it is recorded', () => {
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(racing.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'STREAM_ALREADY_RECORDED',
    })
    only('race')
  })

  test('split closes the running file; not a packet is lost', () => {
    const { files, spans } = only('split')
    expect(files).toHaveLength(2)
    expect(spans).toHaveLength(1)
  })

  test('what a command began ends when the stream does, without the merge window', () => {
    const outcome = only('breaks')
    expect(outcome.recording.state).toBe('completed')
    const endedAfterMs = msOf(outcome.recording.endedAt) - markOf('breaks told')
    expect(endedAfterMs).toBeLessThan(delaySeconds.others * 1000)
  })

  test('a stream without a rule is recorded at a request', () => {
    const { recording, spans } = only('request')
    expect(recording.origin.ruleId).toBeNull()
    expect(spans).toHaveLength(1)
  })
})
