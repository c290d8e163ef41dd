import {
  freePort,
  type HostileServer,
  type NginxRtmp,
  startGarbageServer,
  startMuteServer,
  startNginxRtmp,
  startSlammingServer,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { type PullExit, startPull } from '../src/index.ts'
import { pullDefaults } from './fixtures/pull-to-file.ts'

let nginx: NginxRtmp
let mute: HostileServer
let garbage: HostileServer
let slamming: HostileServer

beforeAll(async () => {
  nginx = await startNginxRtmp()
  mute = await startMuteServer()
  garbage = await startGarbageServer()
  slamming = await startSlammingServer()
})
afterAll(async () => {
  await Promise.all([nginx, mute, garbage, slamming].map((server) => server.stop()))
})

const exitOf = (url: string, ffmpegPath = 'ffmpeg'): Promise<PullExit> => {
  const pull = startPull({ ...pullDefaults, ioTimeoutMs: 2000, url, ffmpegPath })
  pull.output.resume()
  return pull.exited
}

test.each([
  ['a stream that nobody publishes', () => nginx.url('live', 'nobody'), 'timed_out'],
  ['an application that is not there', () => nginx.url('other', 'stream'), 'refused'],
  ['an application that denies players', () => nginx.url('denied', 'stream'), 'refused'],
  ['a server that says nothing', () => mute.url('live', 'stream'), 'timed_out'],
  ['a server that sends garbage', () => garbage.url('live', 'stream'), 'invalid'],
  ['a server that hangs up at once', () => slamming.url('live', 'stream'), 'refused'],
  ['a name that does not resolve', () => 'rtmp://no-such-host.invalid/live/stream', 'unreachable'],
])('%s ends the pull with its kind', async (_name, urlOf, kind) => {
  const exit = await exitOf(urlOf())
  expect(exit.kind, exit.stderrTail).toBe(kind)
})

test('a port that nobody listens on is unreachable', async () => {
  expect((await exitOf(`rtmp://127.0.0.1:${await freePort()}/live/stream`)).kind).toBe(
    'unreachable',
  )
})

test('a program that is not there is a value, not a crash', async () => {
  const exit = await exitOf(nginx.url('live', 'x'), '/nonexistent/ffmpeg')
  expect(exit.kind).toBe('spawn_failed')
  expect(exit.detail).toContain('/nonexistent/ffmpeg')
})

test('a pull that is stopped before its process runs ends at once', async () => {
  const pull = startPull({ ...pullDefaults, url: mute.url('live', 'early') })
  pull.stop()
  pull.output.resume()
  expect((await pull.exited).kind).toBe('stopped')
})

test('a process that ignores SIGINT is killed after the stop timeout', async () => {
  const ffmpegPath = new URL('fixtures/ignores-signals.sh', import.meta.url).pathname
  const pull = startPull({
    ...pullDefaults,
    url: mute.url('a', 'b'),
    ffmpegPath,
    stopTimeoutMs: 200,
  })
  const ready = new Promise((resolve) => pull.output.once('data', resolve))
  await ready
  pull.output.resume()
  pull.stop()
  expect(await pull.exited).toMatchObject({ kind: 'stopped', signal: 'SIGKILL' })
})

test('a process that floods stderr leaves a bounded tail', async () => {
  const ffmpegPath = new URL('fixtures/floods-stderr.sh', import.meta.url).pathname
  const exit = await exitOf(mute.url('a', 'b'), ffmpegPath)
  expect(exit.stderrTail.split('\n')).toHaveLength(40)
})
