import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlPortsOf, createStreamControl, type StreamControl } from '@tapedeck/control'
import type { IngestSource, LiveStream, StreamName } from '@tapedeck/domain'
import type { Producer } from '@tapedeck/queue'
import type { Store } from '@tapedeck/store'
import { createLogger, createMetrics, type Metrics, Releasers } from '@tapedeck/telemetry'
import {
  makeSource,
  type NginxRtmp,
  publishStream,
  startNginxRtmp,
  startNodeMediaServer,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { startIngestPoll } from '../src/ingest-poll/start-ingest-poll.ts'
import { reconcilerTest } from './reconciler-fixture.ts'

let dir: string
let file: string
let nginx: NginxRtmp
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-poll-'))
  file = await makeSource({ dir, seconds: 60 })
  nginx = await startNginxRtmp()
})
afterAll(async () => {
  await nginx.stop()
  await rm(dir, { recursive: true, force: true })
})

const domain = 'd'
const named = (stream: string): StreamName => ({ domain, app: 'live', stream })

const pollOf = (url: string, part: Partial<IngestSource> = {}): IngestSource => ({
  name: 'media',
  kind: 'nginx-rtmp',
  domain,
  poll: { url, intervalSeconds: 2, user: null, password: null },
  ...part,
})

type Polling = {
  control: StreamControl
  metrics: Metrics
  lines: string[]
  stop(): Promise<boolean>
}

/** A reconciler's poll of every source, over a control that writes the real store. */
const startPolling = (store: Store, producer: Producer): Polling => {
  const lines: string[] = []
  const log = createLogger({
    app: 'reconciler',
    destination: { write: (line) => lines.push(line) },
  })
  const storage = (): never => {
    throw new Error('nothing is recorded here')
  }
  const control = createStreamControl(
    controlPortsOf({ store, producer, storage, clock: Date.now, log }),
  )
  const metrics = createMetrics('reconciler')
  const releasers = new Releasers(log)
  startIngestPoll(
    { store, control, clock: Date.now, monotonic: () => performance.now(), log, metrics },
    releasers,
  )
  return {
    control,
    metrics,
    lines,
    stop: async () => {
      const isClean = await releasers.releaseAll()
      metrics.close()
      return isClean
    },
  }
}

const waitFor = <T>(store: Store, stream: string, check: (record: LiveStream | null) => T) =>
  vi.waitFor(async () => check(await store.streams.get(named(stream))), {
    timeout: 60_000,
    interval: 100,
  })

const isLive = (record: LiveStream | null) => {
  expect(record?.publication ?? null).not.toBeNull()
  return record?.publication
}
const isOffline = (record: LiveStream | null) => expect(record?.publication).toBeNull()

reconcilerTest(
  'finds a stream on a real status page that no notification told of, and its end',
  async ({ store, producer }) => {
    const { source } = await store.sources.create(pollOf(nginx.statUrl))
    // two at once, as two reconcilers would
    const polls = [startPolling(store, producer), startPolling(store, producer)]
    const publisher = publishStream({ file, url: nginx.url('live', 'lost'), loop: true })
    const publication = await waitFor(store, 'lost', isLive)
    expect(publication).toMatchObject({
      sourceId: source.id,
      id: expect.stringMatching(new RegExp(`^${source.id}:\\d+$`)),
    })
    await publisher.stop()
    await waitFor(store, 'lost', isOffline)
    for (const poll of polls) expect(await poll.stop()).toBe(true)
  },
)

reconcilerTest(
  'leaves alone what was told, and ends what is no longer there',
  async ({ store, producer }) => {
    const { source } = await store.sources.create(pollOf(nginx.statUrl))
    const publisher = publishStream({ file, url: nginx.url('live', 'told'), loop: true })
    const first = startPolling(store, producer)
    const publication = await waitFor(store, 'told', isLive)
    await first.control.publish(named('vanished'), {
      id: `${source.id}:0`,
      sourceId: source.id,
      publishedAtMs: Date.now(),
      codec: null,
      videoKbps: null,
      args: {},
    })
    await first.control.publish(named('of-another'), {
      id: 'another:1',
      sourceId: 'another',
      publishedAtMs: Date.now(),
      codec: null,
      videoKbps: null,
      args: {},
    })
    await waitFor(store, 'vanished', isOffline)
    expect(isLive(await store.streams.get(named('told')))).toEqual(publication)
    isLive(await store.streams.get(named('of-another')))
    expect(await first.metrics.render()).toMatch(
      /corrections_total\{kind="nginx-rtmp",correction="unpublished",.*\} 1/,
    )
    await publisher.stop()
    await first.stop()
  },
)

reconcilerTest(
  'sets a stream right whose running publication is that of a publisher who was refused',
  async ({ store, producer }) => {
    const { source } = await store.sources.create(pollOf(nginx.statUrl))
    const publisher = publishStream({ file, url: nginx.url('live', 'twice'), loop: true })
    const polling = startPolling(store, producer)
    const right = await waitFor(store, 'twice', isLive)
    await polling.control.publish(named('twice'), {
      id: `${source.id}:999999`,
      sourceId: source.id,
      publishedAtMs: Date.now(),
      codec: null,
      videoKbps: null,
      args: {},
    })
    await waitFor(store, 'twice', (record) => expect(record?.publication?.id).toBe(right?.id))
    await publisher.stop()
    await polling.stop()
  },
)

reconcilerTest(
  'asks Node-Media-Server, whose notification of an end comes half a minute late',
  async ({ store, producer }) => {
    const apiUser = { user: 'recorder', password: 'hidden-poll-password' }
    const server = await startNodeMediaServer({ apiUser })
    const poll = { url: server.apiUrl ?? '', intervalSeconds: 2, ...apiUser }
    await store.sources.create(pollOf('', { kind: 'node-media-server', poll }))
    const polling = startPolling(store, producer)
    const publisher = publishStream({ file, url: server.url('live', 'node'), loop: true })
    await waitFor(store, 'node', isLive)
    await publisher.stop()
    await waitFor(store, 'node', isOffline)
    await polling.stop()
    await server.stop()
    expect(polling.lines.join('')).not.toContain('hidden-poll-password')
  },
)

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/stat`
}

reconcilerTest(
  'outlives servers that answer nonsense, nothing, or without end, and asks the others meanwhile',
  async ({ store, producer }) => {
    const silent = createServer(() => undefined)
    const endless = createServer((_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 'x')
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', write)
      write()
    })
    const refusing = createServer((_request, response) => response.writeHead(403).end())
    const servers = [silent, endless, refusing]
    for (const server of servers) await store.sources.create(pollOf(await listen(server)))
    await store.sources.create(pollOf('http://127.0.0.1:1/stat'))
    await store.sources.create(pollOf(nginx.statUrl))
    const polling = startPolling(store, producer)
    const publisher = publishStream({ file, url: nginx.url('live', 'beside'), loop: true })
    await waitFor(store, 'beside', isLive)
    await vi.waitFor(
      () => {
        const reasons = polling.lines.join('')
        expect(reasons).toContain('the server answered 403')
        expect(reasons).toContain('the answer has more than')
        expect(reasons).toContain('ECONNREFUSED')
        expect(reasons).toContain('timeout')
      },
      { timeout: 30_000, interval: 100 },
    )
    await publisher.stop()
    expect(await polling.stop()).toBe(true)
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  },
)
