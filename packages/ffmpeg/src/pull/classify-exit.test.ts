import { expect, test } from 'vitest'

import { classifyExit, type ExitFacts } from './classify-exit.ts'

/** What ffmpeg 5.1.9 printed and how it ended, captured against real servers; see test/pull-exits.test.ts. */
const facts = (changes: Partial<ExitFacts>): ExitFacts => ({
  reason: null,
  spawnError: null,
  exitCode: 1,
  signal: null,
  stderr: '',
  outputBytes: 0,
  silentMs: 100,
  ioTimeoutMs: 4000,
  ...changes,
})
const inputError = '[error] rtmp://127.0.0.1:1935/live/not***: Input/output error'

const table: [string, Partial<ExitFacts>, string][] = [
  ['a player that is kept waiting', { stderr: inputError, silentMs: 2300 }, 'timed_out'],
  ['a connection closed before any media', { stderr: inputError }, 'refused'],
  [
    'a port that nobody listens on',
    {
      stderr:
        '[tcp @ 0x55] [error] Connection to tcp://127.0.0.1:42627?tcp_nodelay=0 failed: Connection refused\n[rtmp @ 0x55] [error] Cannot open connection tcp://127.0.0.1:42627?tcp_nodelay=0\n[error] rtmp://127.0.0.1:42627/a/b: Connection refused',
    },
    'unreachable',
  ],
  [
    'a name that does not resolve',
    {
      stderr:
        '[tcp @ 0x56] [error] Failed to resolve hostname no-such-host.invalid: Name or service not known\n[rtmp @ 0x56] [error] Cannot open connection tcp://no-such-host.invalid:1935?tcp_nodelay=0\n[error] rtmp://no-such-host.invalid/a/b: Input/output error',
    },
    'unreachable',
  ],
  [
    'a server without TLS behind an rtmps URL',
    {
      stderr:
        '[tls @ 0x55] [error] IO error: Connection timed out\n[rtmps @ 0x55] [error] Cannot open connection tls://127.0.0.1:44227\n[error] rtmps://127.0.0.1:44227/live/x: Connection timed out',
      silentMs: 2200,
    },
    'unreachable',
  ],
  [
    'a server that says nothing at all',
    {
      stderr:
        '[rtmp @ 0x55] [error] Cannot read RTMP handshake response\n[error] rtmp://127.0.0.1:33119/a/b: Connection timed out',
      silentMs: 2180,
    },
    'timed_out',
  ],
  [
    'a server that closes the connection at once',
    {
      stderr:
        '[rtmp @ 0x56] [error] Cannot read RTMP handshake response\n[error] rtmp://127.0.0.1:44243/a/b: Connection reset by peer',
    },
    'refused',
  ],
  [
    'a server that sends garbage',
    {
      stderr: `[rtmp @ 0x56] [error] Server response validating failed\n${inputError}`,
    },
    'invalid',
  ],
  [
    'a server that names the stream as missing',
    {
      stderr: `[rtmp @ 0x56] [error] Server error: No such stream\n${inputError}`,
    },
    'not_found',
  ],
  [
    'a server that names another reason',
    {
      stderr: `[rtmp @ 0x56] [error] Server error: Authorization failed\n${inputError}`,
    },
    'refused',
  ],
  [
    'a stream without a picture size',
    {
      stderr:
        '[mp4 @ 0x55] [error] dimensions not set\n[error] Could not write header for output file #0 (incorrect codec parameters ?): Invalid argument',
    },
    'invalid',
  ],
  [
    'the head of a stream and then silence',
    {
      stderr:
        '[mp4 @ 0x55] [error] dimensions not set\n[error] Could not write header for output file #0 (incorrect codec parameters ?): Invalid argument',
      silentMs: 4100,
    },
    'timed_out',
  ],
  [
    'a publisher that leaves',
    { exitCode: 0, stderr: inputError, outputBytes: 9000, silentMs: 700 },
    'ended',
  ],
  [
    'a source that falls silent, in spite of exit code 0',
    { exitCode: 0, stderr: inputError, outputBytes: 9000, silentMs: 4100 },
    'timed_out',
  ],
  [
    'a stream that turns to garbage',
    {
      stderr: `[error] av_interleaved_write_frame(): Invalid data found when processing input`,
      outputBytes: 9000,
    },
    'invalid',
  ],
  ['our SIGINT', { reason: 'stopped', exitCode: 255, outputBytes: 9000 }, 'stopped'],
  [
    'our SIGINT before the connection',
    { reason: 'stopped', exitCode: 1, stderr: inputError },
    'stopped',
  ],
  [
    'our SIGINT before ffmpeg handles it',
    { reason: 'stopped', exitCode: null, signal: 'SIGINT' },
    'stopped',
  ],
  ['our SIGKILL', { reason: 'killed', exitCode: null, signal: 'SIGKILL' }, 'killed'],
  ['a SIGKILL from outside', { exitCode: null, signal: 'SIGKILL', outputBytes: 9000 }, 'killed'],
  ['a SIGTERM from outside', { exitCode: 255, outputBytes: 9000 }, 'killed'],
  [
    'a program that is not there, behind setpriv',
    { exitCode: 127, stderr: 'setpriv: failed to execute ffmpeg: No such file or directory' },
    'spawn_failed',
  ],
  [
    'a program that is not there',
    { exitCode: -2, spawnError: 'spawn ffmpeg ENOENT' },
    'spawn_failed',
  ],
]

test.each(table)('%s is told from what ffmpeg printed', (_name, changes, kind) => {
  expect(classifyExit(facts(changes)).kind).toBe(kind)
})

test('a stop that needed SIGKILL says so and stays a stop', () => {
  const verdict = classifyExit(facts({ reason: 'stopped', exitCode: null, signal: 'SIGKILL' }))
  expect(verdict).toEqual({
    kind: 'stopped',
    detail: 'The pull was stopped and had to be killed',
  })
})
