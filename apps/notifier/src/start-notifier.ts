import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { NotifierConfig } from '@tapedeck/config'
import { createProducer, deliveryJobId, startWorker } from '@tapedeck/queue'
import { createStore, type Store } from '@tapedeck/store'
import type { Logger, Metrics, Releasers } from '@tapedeck/telemetry'
import { createWebhookSender } from '@tapedeck/webhooks'
import { createDeliver } from './deliver.ts'
import { createNotifierMetrics, type NotifierMetrics } from './notifier-metrics.ts'
import { type OutboxRelay, startOutboxRelay } from './outbox-relay.ts'

/** Deliveries at once; also bounds the open connections. They wait most of the time. */
const deliveryConcurrency = 50

/** A running notifier, for its ops server and its tests. */
export type Notifier = {
  /** True when it relays and delivers. */
  isReady(): Promise<boolean>
  /** False when it should be replaced; a Redis that is away is no reason. */
  isHealthy(): Promise<boolean>
}

type NotifierApp = {
  config: NotifierConfig
  logger: Logger
  metrics: Metrics
  releasers: Releasers
}

const startRelay = (
  app: NotifierApp,
  deps: { store: Store; metrics: NotifierMetrics; redisUrl: string },
): OutboxRelay => {
  const { logger, releasers } = app
  const onError = (err: unknown): void => logger.warn({ err }, 'the delivery queue: connection')
  const producer = createProducer({ redisUrl: deps.redisUrl, onError })
  releasers.add('producer', () => producer.close())
  return startOutboxRelay({
    outbox: deps.store.outbox,
    consumer: `notifier-${hostname()}-${process.pid}`,
    enqueue: (job) => producer.deliver.add(job, { jobId: deliveryJobId(job.event.id, job.url) }),
    onRelayed: (entries) => deps.metrics.relayed(entries.length),
    onInvalid: ({ event }, problem) => {
      deps.metrics.dropped()
      logger.error({ eventId: event.id, problem }, 'an event is not valid and was dropped')
    },
    onError: (err) => {
      deps.metrics.relayFailed()
      logger.warn({ err }, 'events could not be relayed; they are read again')
    },
  })
}

/** Wires a notifier up; everything that it takes is given to `releasers`, in the order of the flow reversed. */
export const startNotifier = (app: NotifierApp): Notifier => {
  const { config, logger, releasers } = app
  const redisUrl = config.redisUrl.reveal()
  const store = createStore({
    redis: redisUrl,
    name: 'tapedeck-notifier',
    clock: Date.now,
    randomBytes,
    onError: (err) => logger.warn({ err }, 'the store: connection'),
  })
  releasers.add('store', () => store.close())
  const metrics = createNotifierMetrics(app.metrics, () => store.outbox.depth())
  const { secret, allowPrivate } = config.webhook
  const sender = createWebhookSender({ secret: secret.reveal(), allowPrivate })
  releasers.add('webhook sender', () => sender.close())
  const worker = startWorker('deliver', createDeliver({ sender, metrics, logger }), {
    redisUrl,
    concurrency: deliveryConcurrency,
    closeTimeoutMs: config.drainSeconds * 1000,
    onError: (err) => logger.warn({ err }, 'the delivery worker'),
  })
  releasers.add('delivery worker', () => worker.close())
  const relay = startRelay(app, { store, metrics, redisUrl })
  releasers.add('outbox relay', () => relay.stop())
  // what is wrong is told by the connections' own errors
  const isRedisUp = (): Promise<boolean> =>
    store.ping().then(
      () => true,
      () => false,
    )
  return {
    isReady: async () => worker.isRunning && relay.isAlive() && (await isRedisUp()),
    isHealthy: async () => relay.isAlive() || !(await isRedisUp()),
  }
}
