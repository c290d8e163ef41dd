import { randomBytes } from 'node:crypto'
import { loadConfig } from '@tapedeck/config'
import type { StreamSkippedEvent } from '@tapedeck/contracts'
import { type Delivery, type EventContext, emptyEventContext } from '@tapedeck/domain'
import { createStore, type Store } from '@tapedeck/store'
import { createLogger, createMetrics, type Metrics, Releasers } from '@tapedeck/telemetry'
import {
  type ReceivedWebhook,
  type RedisServer,
  sampleRecording,
  startRedis,
  startWebhookReceiver,
  type WebhookReceiver,
} from '@tapedeck/testkit'
import { test } from 'vitest'
import { type Notifier, type NotifierClocks, startNotifier } from '../src/start-notifier.ts'

export const timeoutMs = 20_000

const secretOf = (text: string): string => `whsec_${Buffer.from(text).toString('base64')}`

/** Signs what goes to URLs that recordings name. */
export const secret = secretOf('a key of the notifier tests')
const masterKey = 'the-master-key-of-the-notifier-tests'

/** A secret of an endpoint, a new one each time. */
export const endpointSecret = (): string => secretOf(randomBytes(24).toString('hex'))

/** A clock that a test moves; it goes on by itself as well. */
export type TestClock = NotifierClocks & { advance(ms: number): void }

export const createTestClock = (): TestClock => {
  let movedMs = 0
  return {
    clock: () => Date.now() + movedMs,
    monotonic: () => performance.now() + movedMs,
    advance: (ms) => {
      movedMs += ms
    },
  }
}

/** A notifier that a test ends by itself. */
export type RunningNotifier = {
  notifier: Notifier
  metrics: Metrics
  lines: string[]
  stop(): Promise<void>
}

/** Starts a notifier as main.ts does, in this process; it looks for lanes that nobody works on more often than usual. */
export const runNotifier = (redisUrl: string, clocks?: NotifierClocks): RunningNotifier => {
  const lines: string[] = []
  const logger = createLogger({
    app: 'notifier',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  })
  const config = loadConfig('notifier', {
    TAPEDECK_REDIS_URL: redisUrl,
    TAPEDECK_WEBHOOK_SECRET: secret,
    TAPEDECK_MASTER_KEY: masterKey,
    TAPEDECK_WEBHOOK_ALLOW_PRIVATE: 'true',
  })
  const metrics = createMetrics('notifier')
  const releasers = new Releasers(logger)
  const upkeep = { everyMs: 100, graceMs: 1000, sweepEveryMs: 1000 }
  const app = { config, logger, metrics, releasers, upkeep }
  const notifier = startNotifier(clocks === undefined ? app : { ...app, clocks })
  return {
    notifier,
    metrics,
    lines,
    stop: async () => {
      await releasers.releaseAll()
      metrics.close()
    },
  }
}

/** Tells an event by the one way that recordings have: one that is canceled. */
export const cancelOne = async (
  store: Store,
  id: string,
  notifyUrl: string | null,
): Promise<void> => {
  const recording = sampleRecording({ id, notifyUrl })
  await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
  await store.recordings.transition({ recordingId: id, input: 'stopRequested', lease: null })
}

let eventNumber = 0

/** Tells an event of a stream; all of one stream and receiver are one lane. Returns its id. */
export const tellSkipped = async (
  store: Store,
  stream: string,
  context: Partial<EventContext>,
): Promise<string> => {
  eventNumber += 1
  const event: StreamSkippedEvent = {
    id: `evt_${stream}_${eventNumber}`,
    type: 'stream.skipped',
    occurredAt: new Date().toISOString(),
    recordingId: null,
    generation: 0,
    data: {
      stream: { domain: 'live.example.com', app: 'live', stream },
      reason: 'no_rule',
      detail: 'no rule matches',
      ruleId: null,
      publicationId: null,
    },
  }
  await store.eventLog.add(event, { ...emptyEventContext, ...context })
  return event.id
}

/** A registered receiver of everything. */
export const addEndpoint = (store: Store, url: string, endpointKey: string) =>
  store.endpoints.create(
    {
      name: null,
      url,
      events: null,
      filter: { templateIds: null, domains: null, tags: null },
      dialect: 'standard',
      headers: {},
      isEnabled: true,
    },
    endpointKey,
  )

/** The deliveries of events, in the order of the events. */
export const deliveriesOf = async (store: Store, eventIds: string[]): Promise<Delivery[]> => {
  const filter = { recordingId: null, endpointId: null, state: null }
  const { items } = await store.deliveries.list(filter, { cursor: null, limit: 1000 })
  return eventIds.flatMap((id) => items.filter(({ eventId }) => eventId === id))
}

export const idsOf = (received: ReceivedWebhook[]): string[] => received.map(({ id }) => id)

/** A Redis per file; a store and a receiver per test. */
export const notifierTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameters
  .extend('redis', { scope: 'file' }, async ({}, { onCleanup }): Promise<RedisServer> => {
    const redis = await startRedis()
    onCleanup(() => redis.stop())
    return redis
  })
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameters
  .extend('clock', async ({}): Promise<TestClock> => createTestClock())
  .extend('store', async ({ redis, clock }, { onCleanup }): Promise<Store> => {
    const store = createStore({
      redis: redis.url,
      clock: clock.clock,
      randomBytes,
      masterKey: { reveal: () => masterKey },
    })
    onCleanup(() => store.close())
    return store
  })
  .extend('receiver', async ({ clock }, { onCleanup }): Promise<WebhookReceiver> => {
    const receiver = await startWebhookReceiver({ secret, clock: clock.clock })
    onCleanup(() => receiver.stop())
    return receiver
  })
