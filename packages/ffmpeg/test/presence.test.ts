import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  freePort,
  makeSource,
  publishStream,
  type RtmpServer,
  startGarbageServer,
  startMuteServer,
  startNginxRtmp,
  startNodeMediaServer,
  startSlammingServer,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type ProbeOutcome, probeStream, startPull, waitForStream } from '../src/index.ts'
import { pullDefaults } from './fixtures/pull-to-file.ts'
import { type OnPlay, startScriptedServer } from './fixtures/scripted-server.ts'

let dir: string
let source: string
const servers: Record<'nginx' | 'nodeMedia', RtmpServer | undefined> = {
  nginx: undefined,
  nodeMedia: undefined,
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-presence-'))
  source = await makeSource({ dir, seconds: 4 })
  servers.nginx = await startNginxRtmp()
  servers.nodeMedia = await startNodeMediaServer()
})
afterAll(async () => {
  await Promise.all([servers.nginx?.stop(), servers.nodeMedia?.stop()])
  await rm(dir, { recursive: true, force: true })
})

const urlOf = (server: 'nginx' | 'nodeMedia', stream: string): string =>
  servers[server]?.url('live', stream) ?? ''

const probe = (url: string, changes: { patienceMs?: number; signal?: AbortSignal } = {}) =>
  probeStream({
    url,
    signal: new AbortController().signal,
    connectTimeoutMs: 1000,
    patienceMs: 500,
    ...changes,
  })

const wait = (
  url: string,
  signal: AbortSignal,
  outcomes: ProbeOutcome[] = [],
  patienceMs = 30_000,
) =>
  waitForStream({
    url,
    signal,
    connectTimeoutMs: 1000,
    random: () => 0.5,
    patienceMs,
    onAttempt: (outcome) => outcomes.push(outcome),
  })

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

describe.each(['nginx', 'nodeMedia'] as const)('%s', (server) => {
  test('a stream that is there is live', async () => {
    const publisher = publishStream({ url: urlOf(server, 'there'), file: source, loop: true })
    const outcome = await probe(urlOf(server, 'there'), { patienceMs: 20_000 })
    expect(outcome.kind).toBe('live')
    await publisher.kill()
  })

  test('a stream that appears later is noticed on the connection that waits', async () => {
    const outcomes: ProbeOutcome[] = []
    const waiting = wait(urlOf(server, 'later'), new AbortController().signal, outcomes)
    const publisher = publishStream({ url: urlOf(server, 'later'), file: source, loop: true })
    expect(await waiting).toBe('live')
    expect(outcomes).toEqual([])
    await publisher.kill()
  })

  test('a stream that never appears is waited for until the signal', async () => {
    const ending = new AbortController()
    const outcomes: ProbeOutcome[] = []
    const waiting = wait(urlOf(server, 'never'), ending.signal, outcomes, 100)
    await expect.poll(() => outcomes.length, { timeout: 10_000 }).toBeGreaterThan(2)
    ending.abort()
    expect(await waiting).toBe('aborted')
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['waiting']))
  })
})

test('what a server still keeps of a stream that has ended is not taken for the stream', async () => {
  const url = urlOf('nodeMedia', 'gone')
  const publisher = publishStream({ url, file: source, loop: true })
  expect((await probe(url, { patienceMs: 20_000 })).kind).toBe('live')
  await publisher.stop()
  expect((await probe(url, { patienceMs: 1000 })).kind).toBe('waiting')
})

test('a server that is started later is found', async () => {
  const port = await freePort()
  const outcomes: ProbeOutcome[] = []
  const url = `rtmp://127.0.0.1:${port}/live/late`
  const waiting = wait(url, new AbortController().signal, outcomes)
  await expect.poll(() => outcomes.at(0)?.kind).toBe('unreachable')
  const nginx = await startNginxRtmp({ port })
  const publisher = publishStream({ url, file: source, loop: true })
  expect(await waiting).toBe('live')
  await publisher.kill()
  await nginx.stop()
})

test.each([
  ['an application that is not there', () => servers.nginx?.url('other', 'stream'), 'closed'],
  ['an application that denies players', () => servers.nginx?.url('denied', 'stream'), 'closed'],
  ['a name that the server does not take', () => urlOf('nodeMedia', 'not.allowed'), 'closed'],
  ['a name that does not resolve', () => 'rtmp://no-such-host.invalid/live/stream', 'unreachable'],
])('%s is told by its outcome', async (_name, url, kind) => {
  expect((await probe(url() ?? '')).kind).toBe(kind)
})

test.each([
  ['a server that says nothing', startMuteServer, 'silent'],
  ['a server that sends garbage', startGarbageServer, 'invalid'],
  ['a server that hangs up', startSlammingServer, 'closed'],
])('%s is told by its outcome, and its connection is closed', async (_name, start, kind) => {
  const server = await start()
  expect((await probe(server.url('live', 'stream'))).kind).toBe(kind)
  await expect.poll(() => server.connections()).toBe(0)
  await server.stop()
})

const scripts: [string, OnPlay, ProbeOutcome['kind']][] = [
  [
    'StreamNotFound',
    (peer) => peer.status('error', 'NetStream.Play.StreamNotFound', 'No such stream: secret-key-1'),
    'not_found',
  ],
  [
    'a failed login',
    (peer) => peer.status('error', 'NetStream.Play.Failed', 'Not authorised'),
    'refused',
  ],
  [
    'an answer and nothing more',
    (peer) => peer.status('status', 'NetStream.Play.Start', ''),
    'waiting',
  ],
  ['no answer to play', () => {}, 'waiting'],
  [
    'sequence headers alone',
    (peer) => {
      peer.video('header')
      setTimeout(() => peer.video('header'), 250)
    },
    'waiting',
  ],
  ['one burst of frames and nothing more', (peer) => peer.video('keyframe'), 'waiting'],
  ['a hang-up', (peer) => peer.hangUp(), 'closed'],
]
test.each(scripts)('%s is told by its outcome', async (_name, onPlay, kind) => {
  const server = await startScriptedServer(onPlay)
  const outcome = await probe(server.url('live', 'secret-key-1'))
  expect(outcome.kind).toBe(kind)
  expect(outcome.detail).not.toContain('secret-key-1')
  expect(server.commands).toEqual(['connect', 'createStream', 'play secret-key-1'])
  await server.stop()
})

test.each([
  ['one with a picture', 7, 'The stream announces video, but sends no keyframe'],
  ['one without', 0, 'The stream is published, but holds neither video nor audio'],
])('a stream that is described and sends nothing is empty: %s', async (_name, codec, detail) => {
  const server = await startScriptedServer((peer) => peer.describe({ videocodecid: codec }))
  const outcome = await probe(server.url('live', 'stream'))
  expect(outcome).toEqual({ kind: 'empty', detail, announcesVideo: codec > 0 })
  await server.stop()
})

test('the last try is told before the time is over, and a login does not prolong it', async () => {
  const server = await startScriptedServer(() => {})
  const outcomes: ProbeOutcome[] = []
  const limited = (url: string, timeoutMs: number) =>
    waitForStream({
      url,
      signal: new AbortController().signal,
      timeoutMs,
      connectTimeoutMs: 1000,
      random: () => 0.5,
      onAttempt: (outcome) => outcomes.push(outcome),
    })
  const url = server.url('live', 'stream')
  expect(await limited(url, 300)).toBe('timed_out')
  expect(outcomes.map(({ kind }) => kind)).toEqual(['waiting'])
  const login = url.replace('rtmp://', 'rtmp://user:password@')
  expect(await limited(login, 300)).toBe('live')
  expect(await limited(login, 0)).toBe('timed_out')
  await server.stop()
})

test('the first frame after a wait is enough', async () => {
  const server = await startScriptedServer((peer) => {
    setTimeout(() => peer.video('keyframe'), 1100)
  })
  const outcome = await probe(server.url('live', 'stream'), { patienceMs: 20_000 })
  expect(outcome.kind).toBe('live')
  await server.stop()
})

test('pings of a server that lets the player wait are answered', async () => {
  const server = await startScriptedServer((peer) => {
    peer.ping()
    peer.ping()
  })
  expect((await probe(server.url('live', 'ping'))).kind).toBe('waiting')
  expect(server.pongs()).toBe(2)
  await server.stop()
})

test('an rtmps server with a certificate of its own is probed', async () => {
  const key = join(dir, 'key.pem')
  const cert = join(dir, 'cert.pem')
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes']
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, ...subject],
    {
      stdio: 'ignore',
    },
  )
  const tls = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
  const server = await startScriptedServer(
    (peer) => peer.status('error', 'NetStream.Play.StreamNotFound', ''),
    { tls },
  )
  expect((await probe(server.url('live', 'stream'))).kind).toBe('not_found')
  await server.stop()
})

test('what a server says of a missing stream is told by a pull too', async () => {
  const server = await startScriptedServer((peer) =>
    peer.status('error', 'NetStream.Play.StreamNotFound', 'No such stream'),
  )
  const pull = startPull({ ...pullDefaults, url: server.url('live', 'missing') })
  pull.output.resume()
  expect((await pull.exited).kind).toBe('not_found')
  await server.stop()
})

test('an aborted wait leaves no socket and no timer behind', async () => {
  const server = await startMuteServer()
  const ending = new AbortController()
  const before = openSockets()
  const waiting = wait(server.url('live', 'stream'), ending.signal)
  await expect.poll(() => server.connections()).toBe(1)
  ending.abort()
  expect(await waiting).toBe('aborted')
  await expect.poll(() => server.connections()).toBe(0)
  await expect.poll(openSockets).toBeLessThanOrEqual(before)
  await server.stop()
})
