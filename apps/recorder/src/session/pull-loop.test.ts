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

/** How long the source may be silent. */
const silentMs = 700

/** A template that closes a file as soon as its stream is gone. */
const atOnce = { ...sampleRecording().template, mergeWindowSeconds: 0 }

/** A pull that ended because its source did. */
const sourceEnd: Partial<PullResult> = { exit: { ...result.exit, kind: 'ended' } }

/** A pull that brought nothing, and why. */
const nothing = (kind: PullResult['exit']['kind'], detail = ''): Partial<PullResult> => ({
  ...{ fragments: 0, sawKeyframe: false, receivedBytes: 0 },
  exit: { ...result.exit, kind, detail },
})

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
    pull: { silentMs },
    log,
  } as unknown as SessionDeps
  let endPull: (isPause: boolean, how: Partial<PullResult>) => void = () => undefined
  const loop = new PullLoop({
    ...{ deps, recording, control, log },
    receiver: {
      pull: () => {
        seen.push('pull')
        const { promise, resolve } = Promise.withResolvers<PullResult>()
        endPull = (isPause, how) => {
          control.onStop(null)
          seen.push('end')
          resolve({ ...result, isPause, ...how })
        }
        control.onStop(() => seen.push(control.isPaused ? 'told to pause' : 'told to end'))
        return promise
      },
      mark: (kind) => seen.push(kind),
    },
    hasMedia: () => recording.startedAtMs !== null || seen.includes('end'),
    onPulling: () => undefined,
  })
  const ended = loop.run(null)
  return {
    ...{ control, seen, ended, pass },
    endPull: (isPause: boolean, how: Partial<PullResult> = {}) => endPull(isPause, how),
  }
}

/** Resolves when the loop has done that many things. */
const until = (seen: string[], count: number) =>
  expect.poll(() => seen.length, { timeout: 5000 }).toBeGreaterThanOrEqual(count)

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

test('without a merge window a recording goes on behind a pause', async () => {
  const { control, seen, ended, endPull } = looping({ template: atOnce })
  await until(seen, 1)
  control.apply(paused())
  endPull(true)
  await until(seen, 4)
  control.apply(resumed)
  await until(seen, 6)
  expect(seen.slice(4)).toEqual(['resume', 'pull'])
  // what it resumed to is waited for, as long as a source may be silent three times over
  endPull(false, nothing('ended'))
  await until(seen, 8)
  expect(seen.slice(6)).toEqual(['end', 'pull'])
  control.apply(stopped)
  endPull(false)
  expect(await ended).toEqual({ kind: 'stop' })
})

test('a recording that another generation began is looked for, however short its merge window', async () => {
  const source = { type: 'rtmp', url: absentUrl } as const
  const startedAtMs = performance.now()
  const { ended } = looping({ source, template: atOnce, startedAtMs: wallMs })
  const detail = expect.stringContaining('ECONNREFUSED')
  expect(await ended).toEqual({ kind: 'stream_ended', detail })
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(3 * silentMs)
})

test.each([
  ['a late track', { notice: { kind: 'late_track', track: 'audio' } }],
  ['the death of its ffmpeg', { exit: { ...result.exit, kind: 'killed' } }],
] satisfies [string, Partial<PullResult>][])(
  'a break for %s is not the end, though the first pull behind it brings nothing',
  async (_, how) => {
    const { control, seen, ended, endPull } = looping({ template: atOnce })
    await until(seen, 1)
    endPull(false, how)
    await until(seen, 3)
    endPull(false, nothing('ended'))
    await until(seen, 5)
    expect(seen).toEqual(['pull', 'end', 'pull', 'end', 'pull'])
    control.apply(stopped)
    endPull(false)
    expect(await ended).toEqual({ kind: 'stop' })
  },
)

test('a source that ended is looked for once without a merge window, and no more', async () => {
  const { seen, ended, endPull } = looping({ template: atOnce })
  await until(seen, 1)
  endPull(false, sourceEnd)
  await until(seen, 3)
  expect(seen).toEqual(['pull', 'end', 'pull'])
  endPull(false, nothing('not_found', 'The server says that there is no such stream'))
  // that nobody publishes it any more is nothing to tell
  expect(await ended).toEqual({ kind: 'stream_ended', detail: null })
  expect(seen).toHaveLength(4)
})

test.each([
  nothing('refused', 'The server refuses the stream'),
  nothing('unreachable', 'The server cannot be reached'),
])('what keeps a stream from being recorded on is told: $exit.detail', async (how) => {
  const { seen, ended, endPull } = looping({ template: atOnce })
  await until(seen, 1)
  endPull(false, sourceEnd)
  await until(seen, 3)
  endPull(false, how)
  expect(await ended).toEqual({ kind: 'stream_ended', detail: how.exit?.detail })
})
