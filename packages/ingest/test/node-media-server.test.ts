import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredSource } from '@tapedeck/domain'
import { makeSource, publishStream, startNodeMediaServer } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createServerClient, createServerPoller, notificationFormats } from '../src/index.ts'
import { startReceiver } from './notification-receiver.ts'

const format = notificationFormats['node-media-server']
let dir: string
let receiver: Awaited<ReturnType<typeof startReceiver>>
let server: Awaited<ReturnType<typeof startNodeMediaServer>>
let file: string
const client = createServerClient()
const poller = createServerPoller(client)
const apiUser = { user: 'recorder', password: 'a password of the test' }

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-ingest-'))
  receiver = await startReceiver(format.answer)
  server = await startNodeMediaServer({ notifyUrl: `${receiver.url}/hook`, apiUser })
  file = await makeSource({ dir, seconds: 60 })
})
afterAll(async () => {
  await client.close()
  await server.stop()
  await receiver.stop()
  await rm(dir, { recursive: true, force: true })
})

const events = () =>
  receiver.received.map((one) => format.parse(one)).filter((event) => event.kind !== 'other')

const source = (part: Partial<typeof apiUser> = {}) =>
  ({
    id: 'src',
    kind: 'node-media-server',
    domain: 'd',
    poll: { url: server.apiUrl ?? '', intervalSeconds: 2, ...apiUser, ...part },
  }) as StoredSource

const ask = () => poller.ask(source(), new AbortController().signal)

it('reads what the server tells and lists, also of a publisher who is refused', async () => {
  const publisher = publishStream({ file, url: `${server.url('live', 'one')}?key=a%26b` })
  await vi.waitFor(() => expect(events()).toHaveLength(1), 20_000)
  const [published] = events()
  expect(published).toMatchObject({
    kind: 'published',
    domain: null,
    app: 'live',
    stream: 'one',
    publicationId: expect.stringMatching(/^[0-9a-z]+$/),
    args: { key: 'a&b' },
  })
  await vi.waitFor(async () => expect((await ask())?.streams[0]?.codec).toBe('h264'), 20_000)
  expect(await ask()).toEqual({
    isComplete: true,
    streams: [
      {
        domain: null,
        app: 'live',
        stream: 'one',
        hasExactName: true,
        publicationId: published?.publicationId,
        codec: 'h264',
        videoKbps: null,
      },
    ],
  })

  const second = publishStream({ file, url: server.url('live', 'one') })
  await second.done
  await vi.waitFor(() => expect(events()).toHaveLength(3), 20_000)
  const refused = events().slice(1)
  expect(refused.map(({ kind }) => kind).sort()).toEqual(['published', 'unpublished'])
  expect(new Set(refused.map(({ publicationId }) => publicationId)).size).toBe(1)
  expect(refused[0]?.publicationId).not.toBe(published?.publicationId)
  expect((await ask())?.streams[0]?.publicationId).toBe(published?.publicationId)

  await publisher.stop()
  // long before the server tells that it ended
  await vi.waitFor(async () => expect((await ask())?.streams).toEqual([]), 20_000)
  await vi.waitFor(() => expect(events()).toHaveLength(4), { timeout: 60_000, interval: 200 })
  expect(events()[3]).toEqual({ ...published, kind: 'unpublished' })
})

it('logs in again when the server knows its token no more', async () => {
  const other = await startNodeMediaServer({ apiUser })
  const moved = { ...source(), id: 'moved' }
  await poller.ask(moved, new AbortController().signal)
  const there = { ...moved, poll: { ...moved.poll, url: other.apiUrl } } as StoredSource
  expect(await poller.ask(there, new AbortController().signal)).toMatchObject({ streams: [] })
  await other.stop()
})

it('tells of a wrong password without it', async () => {
  const wrong = { ...source({ password: 'not the password' }), id: 'wrong' }
  const error = await poller.ask(wrong, new AbortController().signal).catch(String)
  expect(error).toBe('Error: the server answered 401')
})
