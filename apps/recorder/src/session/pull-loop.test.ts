import type { DesiredControl, Recording } from '@tapedeck/domain'
import { createLogger } from '@tapedeck/telemetry'
import { sampleRecording } from '@tapedeck/testkit'
import { expect, test } from 'vitest'
import type { PullResult } from './fragment-receiver.ts'
import { PullLoop } from './pull-loop.ts'
import { createPullStarts } from './pull-starts.ts'
import { SessionControl, type Wishes } from './session-control.ts'
import type { SessionDeps } from './session-deps.ts'

const wallMs = 1_800_000_000_000
/** Only ffmpeg can log in there, so it is pulled without a look. */
const liveUrl = 'rtmp://user:password@127.0.0.1:9/live/stream'
/** Nobody listens there. */
const absentUrl = 'rtmp://127.0.0.1:9/live/stream'

const wishes = (desired: Partial<DesiredControl> = {}): Wishes => ({
  desired: { stop: null, splits: 0, ...desired },
  revision: 1,
})
const paused = (stopAfterMs: number | null = null) =>
  wishes({ pause: { sinceMs: wallMs, stopAfterMs } })
const resumed = wishes({ pause: null })
const stopped = wishes({ stop: 'graceful' })

const result: PullResult = {
  exit: { kind: 'stopped', detail: '', exitCode: 0, signal: null, stderrTail: '' },
  ...{ watchdog: null, receivedBytes: 1, notice: null, error: null },
  ...{ fragments: 1, sawKeyframe: true, isRefused: false, isPause: false },
}

/** A loop over pulls that end when they are told to, and everything that it does, in order. */
const looping = (part: Partial<Recording> = {}, first: Wishes = wishes()) => {
  const recording = sampleRecording({ source: { type: 'rtmp', url: liveUrl }, ...part })
  let passedMs = 0
  const pass = (ms: number): void => {
    passedMs += ms
  }
  const clocks = { clock: () => wallMs, monotonic: () => performance.now() + passedMs }
  const control = new SessionControl(first, clocks)
  const seen: string[] = []
  const log = createLogger({ app: 'recorder', level: 'silent' })
  const deps = {
    pullStarts: createPullStarts({ atOnce: 1 }),
    ...clocks,
    random: () => 0,
    connectTimeoutMs: 200,
    log,
  } as unknown as SessionDeps
  let endPull: (isPause: boolean) => void = () => undefined
  const loop = new PullLoop({
    ...{ deps, recording, control, log },
    receiver: {
      pull: () => {
        seen.push('pull')
        const { promise, resolve } = Promise.withResolvers<PullResult>()
        endPull = (isPause) => {
          control.onStop(null)
          seen.push('end')
          resolve({ ...result, isPause })
        }
        control.onStop(() => seen.push(control.isPaused ? 'told to pause' : 'told to end'))
        return promise
      },
      mark: (kind) => seen.push(kind),
    },
    hasMedia: () => seen.includes('end'),
    onPulling: () => undefined,
  })
  const ended = loop.run(null)
  return { control, seen, ended, pass, endPull: (isPause: boolean) => endPull(isPause) }
}

/** Resolves when the loop has done that many things. */
const until = (seen: string[], count: number) =>
  expect.poll(() => seen.length).toBeGreaterThanOrEqual(count)

test('a pause ends the pull, holds the loop, and is over behind the media', async () => {
  const { control, seen, ended, endPull } = looping()
  await until(seen, 1)
  control.apply(paused())
  endPull(true)
  await until(seen, 4)
  expect(seen).toEqual(['pull', 'told to pause', 'end', 'pause'])
  control.apply(resumed)
  await until(seen, 6)
  expect(seen.slice(4)).toEqual(['resume', 'pull'])
  control.apply(stopped)
  endPull(false)
  expect(await ended).toEqual({ kind: 'stop' })
})

test('a pause that is taken back before the pull has ended is told all the same, for the pull is over', async () => {
  const { control, seen, ended, endPull } = looping()
  await until(seen, 1)
  control.apply(paused())
  control.apply(resumed)
  endPull(true)
  await until(seen, 6)
  expect(seen).toEqual(['pull', 'told to pause', 'end', 'pause', 'resume', 'pull'])
  control.apply(stopped)
  endPull(false)
  expect(await ended).toEqual({ kind: 'stop' })
})

test('a recording that is paused from the start is not pulled before it is resumed', async () => {
  const { control, seen, ended, endPull } = looping({ state: 'paused' }, paused())
  await until(seen, 1)
  expect(seen).toEqual(['pause'])
  control.apply(resumed)
  await until(seen, 3)
  expect(seen).toEqual(['pause', 'resume', 'pull'])
  control.apply(stopped)
  endPull(false)
  expect(await ended).toEqual({ kind: 'stop' })
})

test('one that was resumed while nobody drove it is told to be so', async () => {
  const { control, seen, ended, endPull } = looping({ state: 'paused' })
  await until(seen, 3)
  expect(seen).toEqual(['pause', 'resume', 'pull'])
  control.apply(stopped)
  endPull(false)
  expect(await ended).toEqual({ kind: 'stop' })
})

test('a pause cuts the waiting short, and its time does not run until it is resumed', async () => {
  const template = { ...sampleRecording().template, waitSeconds: 0.5 }
  const source = { type: 'rtmp', url: absentUrl } as const
  const { control, seen, ended, pass } = looping({ source, template })
  control.apply(paused())
  await until(seen, 1)
  pass(3_600_000)
  control.apply(resumed)
  // the server was asked once more: what it said is why there is nothing
  const detail = expect.stringContaining('ECONNREFUSED')
  expect(await ended).toMatchObject({ kind: 'no_stream', detail })
  expect(seen).toEqual(['pause', 'resume'])
})

test('a pause and its end within the same moment of waiting lose nothing', async () => {
  const source = { type: 'rtmp', url: absentUrl } as const
  const { control, seen, ended } = looping({ source })
  control.apply(paused())
  control.apply(resumed)
  await until(seen, 2)
  expect(seen).toEqual(['pause', 'resume'])
  control.apply(stopped)
  expect(await ended).toEqual({ kind: 'stop' })
})

test('when the delay of a pause is over the recording is stopped', async () => {
  const { control, seen, ended, endPull } = looping()
  await until(seen, 1)
  control.apply(paused(50))
  endPull(true)
  expect(await ended).toEqual({ kind: 'stop' })
  expect(seen).toEqual(['pull', 'told to pause', 'end', 'pause'])
})

test.each(['stop', 'shutdown'] as const)('a %s ends a pause at once', async (kind) => {
  const { control, seen, ended } = looping({ state: 'paused' }, paused())
  await until(seen, 1)
  if (kind === 'stop') control.apply(wishes({ ...paused().desired, stop: 'graceful' }))
  else control.shutdown()
  expect(await ended).toEqual({ kind })
  expect(seen).toEqual(['pause'])
})
