import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSource, publishStream, spawnProcess, startNginxRtmp } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { notificationFormats } from '../src/index.ts'
import { type Received, startReceiver } from './notification-receiver.ts'

let dir: string
let receiver: Awaited<ReturnType<typeof startReceiver>>
const document = await readFile(join(import.meta.dirname, '../../../docs/ingest.md'), 'utf8')

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-snippets-'))
  receiver = await startReceiver({ status: 200, contentType: 'text/plain', body: 'ok' })
})
afterAll(async () => {
  await receiver.stop()
  await rm(dir, { recursive: true, force: true })
})

/** Lines of the document that hold a text, with the receiver in place of Tapedeck. */
const linesWith = (text: string): string[] =>
  document
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => line.trim().replace('http://tapedeck:8080', receiver.url))

const kindsAt = (path: string): Received[] => receiver.received.filter((one) => one.path === path)

it('nginx takes the callbacks of the document and uses them', async () => {
  const directives = linesWith('/v1/ingest/nginx-rtmp?')
  expect(directives).toHaveLength(2)
  const nginx = await startNginxRtmp({ directives: directives.join(' ') })
  const file = await makeSource({ dir, seconds: 10 })
  const publisher = publishStream({ file, url: nginx.url('live', 'stage') })
  const received = () => kindsAt('/v1/ingest/nginx-rtmp')
  await vi.waitFor(() => expect(received()).toHaveLength(1), 20_000)
  await publisher.stop()
  await vi.waitFor(() => expect(received()).toHaveLength(2), 20_000)
  expect(received().map(({ query }) => query)).toEqual(
    Array(2).fill({ source: 'SOURCE_ID', secret: 'SECRET' }),
  )
  expect(received().map((one) => notificationFormats['nginx-rtmp'].parse(one).kind)).toEqual([
    'published',
    'unpublished',
  ])
  await nginx.stop()
})

// MediaMTX splits the command as a shell does and fills in its variables; curl need not be on every machine
const curl = await spawnProcess('curl', ['--version']).exited

it.skipIf(curl.exitCode !== 0)('curl sends what the hooks of MediaMTX are to send', async () => {
  const commands = linesWith('/v1/ingest/mediamtx?').map((line) => line.replace(/^runOn\w+: /, ''))
  expect(commands).toHaveLength(2)
  for (const command of commands) {
    const { exitCode } = await spawnProcess('sh', ['-c', command], {
      env: {
        ...process.env,
        MTX_PATH: 'live/stage',
        // escaped by MediaMTX
        MTX_QUERY: 'key%3Da%2526b%26other%3D1',
        MTX_SOURCE_TYPE: 'rtmpConn',
        MTX_SOURCE_ID: '0aa37b65-4b4f-4b1c-9b1b-9e1e8e0d8a77',
      },
    }).exited
    expect(exitCode).toBe(0)
  }
  const common = {
    app: 'live',
    stream: 'stage',
    publicationId: '0aa37b65-4b4f-4b1c-9b1b-9e1e8e0d8a77',
    args: { key: 'a&b', other: '1' },
  }
  const events = kindsAt('/v1/ingest/mediamtx').map((one) =>
    notificationFormats.mediamtx.parse(one),
  )
  expect(events).toMatchObject([
    { kind: 'published', ...common },
    { kind: 'unpublished', ...common },
  ])
})

it('the generic notification of the document is understood', () => {
  const bodies = [...document.matchAll(/```json\n(.*?)```/gs)].map(([, body = '']) => body)
  const generic = bodies.find((body) => body.includes('"event"')) ?? ''
  const event = notificationFormats.generic.parse({ contentType: null, body: generic, query: {} })
  expect(event).toMatchObject({ kind: 'published', stream: 'stage', videoKbps: 2500 })
})
