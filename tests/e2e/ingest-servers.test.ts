import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LiveStreamView, SourceWithSecretView } from '@tapedeck/contracts'
import {
  freePort,
  makeSource,
  type NginxRtmp,
  type NodeMediaServer,
  publishStream,
  type Stack,
  startNginxRtmp,
  startNodeMediaServer,
  startStack,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Named } from './live-server.ts'
import { templateOf } from './support.ts'

let dir: string
let file: string
let stack: Stack
let nginx: NginxRtmp
let node: NodeMediaServer
const apiUser = { user: 'recorder', password: 'a password of the test' }
const names = { nginx: 'nginx.example', node: 'node.example', many: 'many.example' }

const secrets = ['hidden-source-secret', 'hidden-publisher-key', apiUser.password]

const createSource = async (body: object): Promise<SourceWithSecretView> => {
  const answer = await stack.api.call<SourceWithSecretView>('POST', '/v1/sources', body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  secrets.push(answer.body.secret)
  return answer.body
}

const hookOf = ({ ingestPath, secret }: SourceWithSecretView): string =>
  `${stack.api.url}${ingestPath}&secret=${secret}`

/** A domain whose streams are all recorded. */
const createDomain = async (name: string, origin: string, rule: object = {}): Promise<void> => {
  await stack.api.createDomain({ name, pullUrlPattern: `${origin}/{app}/{stream}` })
  await stack.api.createRule({
    domain: name,
    mode: 'automatic',
    template: templateOf({ mp4: 300 }),
    ...rule,
  })
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-ingest-'))
  stack = await startStack({
    env: { TAPEDECK_SOURCE_TIMEOUT_MS: '3000', TAPEDECK_RECORDER_CAPACITY: '300' },
  })
  const port = await freePort()
  await createDomain(names.nginx, `rtmp://127.0.0.1:${port}`)
  const ofNginx = await createSource({ name: 'nginx', kind: 'nginx-rtmp', domain: names.nginx })
  nginx = await startNginxRtmp({
    port,
    onPublish: hookOf(ofNginx),
    onPublishDone: hookOf(ofNginx),
  })
  const nodePort = await freePort()
  await createDomain(names.node, `rtmp://127.0.0.1:${nodePort}`, { delaySeconds: 15 })
  const asked = { name: 'node', kind: 'node-media-server', domain: names.node }
  const ofNode = await createSource(asked)
  node = await startNodeMediaServer({ port: nodePort, notifyUrl: hookOf(ofNode), apiUser })
  // its port is known only now
  const poll = { url: node.apiUrl, intervalSeconds: 2, ...apiUser }
  const polled = await stack.api.call('PUT', `/v1/sources/${ofNode.id}`, { ...asked, poll })
  expect(polled.status).toBe(200)
  file = await makeSource({ dir, seconds: 60 })
})
afterAll(async () => {
  await nginx.stop()
  await node.stop()
  await stack.stop()
  await rm(dir, { recursive: true, force: true })
})

const onlyRecordingOf = ({ recordings }: LiveStreamView): string => {
  expect(recordings).toHaveLength(1)
  return recordings[0]?.recordingId ?? ''
}

/** Publishes until it is recorded, leaves, and waits for the end: one whole file, made by one publication. */
const recordOnce = async (url: string, stream: Named, leave: 'stop' | 'kill' = 'stop') => {
  const publisher = publishStream({ file, url, loop: true })
  const live = await stack.api.waitForStream(stream, ({ phase }) => phase === 'recording', 30_000)
  const id = onlyRecordingOf(live)
  // the stream names it a moment before it is made
  const isMade = async () => (await stack.api.call('GET', `/v1/recordings/${id}`)).status === 200
  await vi.waitUntil(isMade, { timeout: 20_000, interval: 100 })
  await stack.api.waitFor(id, ({ state }) => state === 'recording', 60_000)
  await publisher[leave]()
  const gone = await stack.api.waitForStream(stream, ({ isLive }) => !isLive, 60_000)
  expect(gone.failures).toBe(0)
  const done = await stack.api.waitFor(id, ({ state }) => state === 'completed', 90_000)
  expect(done).toMatchObject({ reason: 'stream_ended' })
  expect(await stack.api.files(id)).toHaveLength(1)
  const after = await stack.api.waitForStream(stream, ({ phase }) => phase === 'offline', 30_000)
  expect(after.recordings.filter(({ recordingId }) => recordingId !== id)).toEqual([])
  return live
}

it.concurrent.each(['stop', 'kill'] as const)(
  'records what nginx tells of by its own callbacks, and ends with it (%s)',
  async (leave) => {
    const stream = { domain: names.nginx, app: 'live', stream: `of-nginx-${leave}` }
    const live = await recordOnce(
      `${nginx.url('live', stream.stream)}?key=hidden-publisher-key`,
      stream,
      leave,
    )
    expect(JSON.stringify(live)).not.toContain('hidden-publisher-key')
  },
)

it.concurrent('records what Node-Media-Server tells of, and ends by its poll', async () => {
  const stream = { domain: names.node, app: 'live', stream: 'of-node' }
  await recordOnce(node.url('live', stream.stream), stream)
})

it.concurrent('accepts two hundred streams at once, those with media beside them', async () => {
  await createDomain(names.many, `rtmp://127.0.0.1:${await freePort()}`)
  const source = await createSource({ name: 'many', kind: 'generic', domain: names.many })
  const streams = Array.from({ length: 200 }, (_, index) => `s${index}`)
  const notify = async (stream: string, event: string): Promise<number> => {
    const answer = await fetch(hookOf(source), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event, app: 'live', stream, id: stream }),
    })
    await answer.body?.cancel()
    return answer.status
  }
  const real = ['m1', 'm2', 'm3'].map((stream) => ({
    stream: { domain: names.nginx, app: 'live', stream },
    publisher: publishStream({ file, url: nginx.url('live', stream), loop: true }),
  }))
  const statuses = await Promise.all(streams.map((stream) => notify(stream, 'publish')))
  expect(new Set(statuses)).toEqual(new Set([200]))
  const told = await Promise.all(
    streams.map((stream) => stack.api.stream({ domain: names.many, app: 'live', stream })),
  )
  const ids = told.map(onlyRecordingOf)
  expect(new Set(ids).size).toBe(200)
  const recordings = await Promise.all(ids.map((id) => stack.api.recording(id)))
  for (const { state } of recordings) expect(['accepted', 'waiting']).toContain(state)
  for (const { stream, publisher } of real) {
    const live = await stack.api.waitForStream(stream, ({ phase }) => phase === 'recording', 30_000)
    await stack.api.waitFor(onlyRecordingOf(live), ({ state }) => state === 'recording', 90_000)
    await publisher.stop()
  }
  await Promise.all(streams.map((stream) => notify(stream, 'unpublish')))
})

it('keeps every secret out of the logs', async () => {
  const url = `${stack.api.url}/v1/ingest/generic?source=src_none&secret=hidden-source-secret`
  expect((await fetch(url, { method: 'POST' })).status).toBe(401)
  expect(secrets).toHaveLength(6)
  for (const app of stack.apps)
    for (const secret of secrets) expect(app.output(), app.name).not.toContain(secret)
})
