import { TapedeckError } from '@tapedeck/contracts'
import type { PullExit } from '@tapedeck/ffmpeg'
import { expect, test } from 'vitest'
import type { PullResult } from './fragment-receiver.ts'
import { asPatch, failureOfError, failureOfPresence, failureOfPull } from './session-failure.ts'

const pull = (
  part: Partial<Omit<PullResult, 'exit'>>,
  exit: Partial<PullExit> = {},
): PullResult => ({
  exit: {
    kind: 'ended',
    detail: 'As ffmpeg says',
    exitCode: 1,
    signal: null,
    stderrTail: '',
    ...exit,
  },
  watchdog: null,
  receivedBytes: 0,
  notice: null,
  error: null,
  fragments: 0,
  sawKeyframe: false,
  isRefused: false,
  isPause: false,
  ...part,
})
const trip = { kind: 'no_bytes', silentMs: 30_000 } as const

test.each([
  ['waiting', 'no_stream'],
  ['not_found', 'no_stream'],
  ['unreachable', 'no_stream'],
  ['closed', 'source_refused'],
  ['refused', 'source_refused'],
  ['silent', 'source_silent'],
  ['empty', 'source_invalid'],
  ['invalid', 'source_invalid'],
] as const)('a server whose answer is "%s" means %s', (kind, reason) => {
  const outcome = { kind, detail: 'As the server says', announcesVideo: false }
  expect(failureOfPresence(outcome)).toEqual({ reason, detail: 'As the server says' })
})

test.each(['live', 'aborted'] as const)('"%s" is no failure', (kind) => {
  expect(failureOfPresence({ kind, detail: '', announcesVideo: true })).toBeNull()
})

test.each([
  [
    'bytes that are no media',
    pull({ error: new Error('box'), receivedBytes: 9 }),
    'source_invalid',
  ],
  [
    'a watchdog while a keyframe is awaited',
    pull({ watchdog: trip, receivedBytes: 9 }),
    'source_invalid',
  ],
  ['a picture that is announced and missing', pull({ isRefused: true }), 'source_invalid'],
  ['a watchdog without a byte', pull({ watchdog: trip }), 'source_silent'],
  ['an end before the first keyframe', pull({ receivedBytes: 9 }), 'no_stream'],
  ['an invalid stream', pull({}, { kind: 'invalid' }), 'source_invalid'],
  ['a refusal', pull({}, { kind: 'refused' }), 'source_refused'],
  ['an ffmpeg that does not start', pull({}, { kind: 'spawn_failed' }), 'internal'],
  ['an unreachable server', pull({}, { kind: 'unreachable' }), 'no_stream'],
] as const)('a pull that ended by %s', (_name, result, reason) => {
  expect(failureOfPull(result).reason).toBe(reason)
})

test.each([
  ['no room on disk', Object.assign(new Error('write'), { code: 'ENOSPC' }), 'spool_full'],
  ['storage', new TapedeckError('STORAGE_DENIED'), 'storage_failed'],
  ['the stream', new TapedeckError('STREAM_INVALID'), 'source_invalid'],
  ['anything else', new RangeError('x'), 'internal'],
] as const)('an error of %s', (_name, error, reason) => {
  const { reason: found, detail } = failureOfError(error)
  expect(found).toBe(reason)
  expect(asPatch({ reason: found, detail })).toEqual({ reason, reasonDetail: detail })
})
