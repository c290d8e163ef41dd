import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredSource } from '@tapedeck/domain'
import { makeSource, publishStream, startNginxRtmp } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  createServerClient,
  createServerPoller,
  notificationFormats,
  type ServerStreams,
} from '../src/index.ts'
import { startReceiver } from './notification-receiver.ts'

const format = notificationFormats['nginx-rtmp']
let dir: string
let receiver: Awaited<ReturnType<typeof startReceiver>>
let nginx: Awaited<ReturnType<typeof startNginxRtmp>>
let file: string
const client = createServerClient()

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-ingest-'))
  receiver = await startReceiver(format.answer)
  nginx = await startNginxRtmp({
    onPublish: `${receiver.url}/hook?source=1&secret=two`,
    onPublishDone: `${receiver.url}/hook?source=1&secret=two`,
  })
  file = await makeSource({ dir, seconds: 20 })
})
afterAll(async () => {
  await client.close()
  await nginx.stop()
  await receiver.stop()
  await rm(dir, { recursive: true, force: true })
})

const eventsOf = (stream: string) =>
  receiver.received
    .map((one) => format.parse(one))
    .filter((event) => event.kind !== 'other')
    .filter((event) => event.stream === stream)

const ask = (): Promise<ServerStreams | null> => {
  const source = {
    id: 'src',
    kind: 'nginx-rtmp',
    domain: null,
    poll: { url: nginx.statUrl, intervalSeconds: 2, user: null, password: null },
  } as StoredSource
  return createServerPoller(client).ask(source, new AbortController().signal)
}

const listed = async (stream: string) =>
  (await ask())?.streams.find((one) => one.stream === stream) ?? null

it('reads what nginx tells of a publication, and finds the same client on its status page', async () => {
  const publisher = publishStream({
    file,
    url: `${nginx.url('live', 'one')}?key=a%26b&name=x&app=y`,
  })
  await vi.waitFor(() => expect(eventsOf('one')).toHaveLength(1), 20_000)
  const [published] = eventsOf('one')
  expect(published).toEqual({
    kind: 'published',
    domain: '127.0.0.1',
    app: 'live',
    stream: 'one',
    publicationId: expect.stringMatching(/^\d+$/),
    codec: null,
    videoKbps: null,
    args: { key: 'a&b', name: 'x', app: 'y' },
  })
  await vi.waitFor(async () => expect((await listed('one'))?.codec).toBe('h264'), 20_000)
  expect(await listed('one')).toMatchObject({
    domain: null,
    app: 'live',
    publicationId: published?.publicationId,
    hasExactName: true,
  })
  await publisher.stop()
  await vi.waitFor(() => expect(eventsOf('one')).toHaveLength(2), 20_000)
  expect(eventsOf('one')[1]).toEqual({ ...published, kind: 'unpublished' })
  await vi.waitFor(async () => expect(await listed('one')).toBeNull(), 20_000)
  expect(receiver.received[0]?.query).toEqual({ source: '1', secret: 'two' })
})

it('marks names that the status page cannot show', async () => {
  const publisher = publishStream({ file, url: nginx.url('live', 'd%C3%A9j%C3%A0') })
  await vi.waitFor(() => expect(receiver.received.at(-1)?.body).toContain('call=publish&'), 20_000)
  const event = format.parse(receiver.received.at(-1) ?? expect.fail())
  await vi.waitFor(async () => expect((await ask())?.streams).toHaveLength(1), 20_000)
  const found = (await ask())?.streams[0]
  if (event.kind === 'other') return expect.fail()
  expect(found?.publicationId).toBe(event.publicationId)
  expect(found?.hasExactName).toBe(found?.stream === event.stream)
  await publisher.stop()
})

it('lets publishers in at its answer only', async () => {
  const strict = await startReceiver({ status: 500, contentType: 'text/plain', body: '' })
  const other = await startNginxRtmp({ onPublish: strict.url })
  const publisher = publishStream({ file, url: other.url('live', 'refused') })
  expect((await publisher.done).exitCode).not.toBe(0)
  await other.stop()
  await strict.stop()
})
