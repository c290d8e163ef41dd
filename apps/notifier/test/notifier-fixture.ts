import { randomBytes } from 'node:crypto'
import { loadConfig } from '@tapedeck/config'
import { createStore, type Store } from '@tapedeck/store'
import { createLogger, createMetrics, type Metrics, Releasers } from '@tapedeck/telemetry'
import {
  type RedisServer,
  sampleRecording,
  startRedis,
  startWebhookReceiver,
  type WebhookReceiver,
} from '@tapedeck/testkit'
import { test } from 'vitest'
import { type Notifier, startNotifier } from '../src/start-notifier.ts'

/** The secret of these tests. */
export const secret = `whsec_${Buffer.from('a key of the notifier tests').toString('base64')}`

/** A notifier that a test ends by itself. */
export type RunningNotifier = {
  notifier: Notifier
  metrics: Metrics
  lines: string[]
  stop(): Promise<void>
}

/** Starts a notifier as main.ts does, in this process. */
export const runNotifier = (redisUrl: string): RunningNotifier => {
  const lines: string[] = []
  const logger = createLogger({
    app: 'notifier',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  })
  const config = loadConfig('notifier', {
    TAPEDECK_REDIS_URL: redisUrl,
    TAPEDECK_WEBHOOK_SECRET: secret,
    TAPEDECK_WEBHOOK_ALLOW_PRIVATE: 'true',
  })
  const metrics = createMetrics('notifier')
  const releasers = new Releasers(logger)
  const notifier = startNotifier({ config, logger, metrics, releasers })
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

/** Puts an event into the outbox by the one way there is: a recording that is canceled. */
export const cancelOne = async (
  store: Store,
  id: string,
  notifyUrl: string | null,
): Promise<void> => {
  const recording = sampleRecording({ id, notifyUrl })
  await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
  await store.recordings.transition({ recordingId: id, input: 'stopRequested', lease: null })
}

/** A Redis per file; a store and a receiver per test. */
export const notifierTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameters
  .extend('redis', { scope: 'file' }, async ({}, { onCleanup }): Promise<RedisServer> => {
    const redis = await startRedis()
    onCleanup(() => redis.stop())
    return redis
  })
  .extend('store', async ({ redis }, { onCleanup }): Promise<Store> => {
    const store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
    onCleanup(() => store.close())
    return store
  })
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameters
  .extend('receiver', async ({}, { onCleanup }): Promise<WebhookReceiver> => {
    const receiver = await startWebhookReceiver({ secret })
    onCleanup(() => receiver.stop())
    return receiver
  })
