import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InitSegment } from '@tapedeck/media'
import { createLogger } from '@tapedeck/telemetry'
import { makeSource, publishStream, sampleRecording, startNginxRtmp } from '@tapedeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import type { PullListener, PullResult } from '../src/session/fragment-receiver.ts'
import { PullLoop } from '../src/session/pull-loop.ts'
import { createPullStarts } from '../src/session/pull-starts.ts'
import { SessionControl } from '../src/session/session-control.ts'
import type { SessionDeps } from '../src/session/session-deps.ts'

const initOf = (...kinds: ('audio' | 'video')[]): InitSegment =>
  ({ bytes: Buffer.alloc(0), tracks: kinds.map((kind) => ({ kind, codec: 'aac' })) }) as InitSegment

const exit = { kind: 'ended', detail: '', exitCode: 0, signal: null, stderrTail: '' } as const
const result: PullResult = {
  ...{ exit, watchdog: null, receivedBytes: 1, notice: null, error: null },
  ...{ fragments: 1, sawKeyframe: true, isRefused: false, isPause: false },
}

/** Publishes a stream with a picture and sound; its URL. */
const publish = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'sound-alone-'))
  const rtmp = await startNginxRtmp()
  const url = rtmp.url('live', 'sound')
  const file = await makeSource({ dir: directory, seconds: 5, gopSeconds: 0.5 })
  const publisher = publishStream({ url, file, loop: true })
  onTestFinished(async () => {
    await publisher.kill()
    await rtmp.stop()
    await rm(directory, { recursive: true, force: true })
  })
  return url
}

/** A loop whose pulls hold these tracks, one pull after the other; what became of each. Its last one is stopped. */
const pulling = async (startedAtMs: number | null, pulls: InitSegment[]) => {
  const { template } = sampleRecording()
  const recording = sampleRecording({
    source: { type: 'rtmp', url: await publish() },
    template: { ...template, waitSeconds: 3, mergeWindowSeconds: 3 },
    startedAtMs,
  })
  const log = createLogger({ app: 'recorder', level: 'silent' })
  const clocks = { clock: Date.now, monotonic: () => performance.now() }
  const control = new SessionControl(recording, clocks)
  const seen: string[] = []
  const deps = { ...clocks, pullStarts: createPullStarts(), random: () => 0, log }
  const pull = async (_url: string, _control: unknown, { onInit }: PullListener) => {
    const init = pulls.shift()
    if (init === undefined) throw new Error('one pull too many')
    const isTaken = onInit(init)
    seen.push(`${init.tracks.map(({ kind }) => kind).join('+')} ${isTaken ? 'taken' : 'refused'}`)
    if (pulls.length === 0) control.apply({ desired: { stop: 'now', splits: 0 }, revision: 100 })
    return isTaken ? result : { ...result, isRefused: true, fragments: 0, sawKeyframe: false }
  }
  const loop = new PullLoop({
    deps: {
      ...deps,
      connectTimeoutMs: 2000,
      pull: { silentMs: 100 },
    } as unknown as SessionDeps,
    ...{ recording, control, log },
    receiver: { pull, mark: () => undefined },
    hasMedia: () => startedAtMs !== null,
    onPulling: () => undefined,
  })
  return { end: await loop.run(null), seen }
}

test('the sound of a stream whose picture is gone is taken when its picture was waited for in vain', async () => {
  // without a look at what a format can hold: an empty template refuses nothing
  const sound = initOf('audio')
  const pulls = [sound, sound, sound, sound, sound, initOf('audio', 'video'), sound]
  const { seen, end } = await pulling(1_800_000_000_000, pulls)
  const [first] = seen
  expect(first).toBe('audio refused')
  const taken = seen.indexOf('audio taken')
  expect(taken).toBeGreaterThan(0)
  // it goes on with the sound until the picture is back, and is then as particular as before
  expect(seen.slice(taken)).toEqual([
    ...Array.from({ length: 5 - taken }, () => 'audio taken'),
    'audio+video taken',
    'audio refused',
  ])
  expect(end).toEqual({ kind: 'stop' })
}, 30_000)

test('a recording does not begin without the picture that its stream announces', async () => {
  const pulls = Array.from({ length: 20 }, () => initOf('audio'))
  const { seen, end } = await pulling(null, pulls)
  expect(new Set(seen)).toEqual(new Set(['audio refused']))
  expect(end).toMatchObject({ kind: 'no_stream', reason: 'source_invalid' })
}, 30_000)
