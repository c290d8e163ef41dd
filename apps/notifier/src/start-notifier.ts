import { randomBytes, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { NotifierConfig } from '@tapedeck/config'
import { countJobs, createProducer, type QueueWorker, startWorker } from '@tapedeck/queue'
import { createStore, type Store } from '@tapedeck/store'
import type { Logger, Metrics, Releasers } from '@tapedeck/telemetry'
import { createHostGate, createWebhookSender, type HostGate } from '@tapedeck/webhooks'
import { createDeliverProcessor } from './lanes/deliver-jobs.ts'
import { LastTryPlaces } from './lanes/last-try-places.ts'
import { createNotifierMetrics, type NotifierMetrics } from './notifier-metrics.ts'
import { startEventRelay } from './relay/event-relay.ts'
import type { StoppableLoop } from './stoppable-loop.ts'
import { defaultUpkeepTiming, startUpkeep, type UpkeepTiming } from './upkeep/start-upkeep.ts'

/** Lanes in work at once; also bounds the open connections. They wait for their receivers most of the time. */
const laneConcurrency = 200

/** A running notifier, for its ops server and its tests. */
export type Notifier = {
  /** True when it relays and delivers. */
  isReady(): Promise<boolean>
  /** False when it should be replaced; a Redis that is away is no reason. */
  isHealthy(): Promise<boolean>
}

/** The clocks of a notifier, so that a test can let three days pass. */
export type NotifierClocks = {
  /** Wall clock, Unix milliseconds: of the store, of the lanes, of signatures. */
  clock: () => number
  /** Milliseconds of a clock that does not jump: how long hosts are left alone. */
  monotonic: () => number
}

type NotifierApp = {
  config: NotifierConfig
  logger: Logger
  metrics: Metrics
  releasers: Releasers
  clocks?: NotifierClocks
  upkeep?: UpkeepTiming
}

/** What the parts of a notifier share. */
type Parts = {
  store: Store
  gate: HostGate
  metrics: NotifierMetrics
  clocks: NotifierClocks
  holder: string
  redisUrl: string
}

const systemClocks: NotifierClocks = { clock: Date.now, monotonic: () => performance.now() }

const openParts = (app: NotifierApp): Parts => {
  const { config, logger, releasers, clocks = systemClocks } = app
  const redisUrl = config.redisUrl.reveal()
  const store = createStore({
    redis: redisUrl,
    name: 'tapedeck-notifier',
    clock: clocks.clock,
    randomBytes,
    masterKey: config.masterKey,
    onError: (err) => logger.warn({ err }, 'the store: connection'),
  })
  releasers.add('store', () => store.close())
  const gate = createHostGate({ ...clocks, slots: laneConcurrency, random: Math.random })
  const metrics = createNotifierMetrics(app.metrics, {
    logDepth: () => store.relay.depth(),
    deliveries: () => store.deliveries.counts(),
    hosts: gate.counts,
    slots: laneConcurrency,
  })
  const holder = `notifier-${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
  return { store, gate, metrics, clocks, holder, redisUrl }
}

const startDeliveries = (
  app: NotifierApp,
  parts: Parts,
): { worker: QueueWorker; stop(): Promise<void> } => {
  const { config, logger, releasers } = app
  const { store, gate, metrics, clocks, holder, redisUrl } = parts
  const { secret, allowPrivate } = config.webhook
  const sender = createWebhookSender({ allowPrivate, clock: clocks.clock })
  releasers.add('webhook sender', () => sender.close())
  const stopping = new AbortController()
  const deliver = createDeliverProcessor({
    deliveries: store.deliveries,
    endpoints: store.endpoints,
    sender,
    gate,
    lastTries: new LastTryPlaces(Math.random),
    anonymousSecret: secret.reveal(),
    holder,
    metrics,
    logger,
    clock: clocks.clock,
    random: Math.random,
    stopping: stopping.signal,
  })
  const worker = startWorker('deliver', deliver, {
    redisUrl,
    concurrency: laneConcurrency,
    closeTimeoutMs: config.drainSeconds * 1000,
    onError: (err) => logger.warn({ err }, 'the delivery worker'),
    onRun: countJobs(app.metrics),
  })
  return {
    worker,
    stop: async () => {
      stopping.abort()
      await worker.close()
    },
  }
}

/** Starts what makes deliveries and wakes their lanes. */
const startWaking = (app: NotifierApp, parts: Parts): StoppableLoop[] => {
  const { logger, releasers } = app
  const { store, metrics, holder, clocks, redisUrl } = parts
  const producer = createProducer({
    redisUrl,
    onError: (err) => logger.warn({ err }, 'the delivery queue: connection'),
  })
  releasers.add('producer', () => producer.close())
  const { wake } = producer.deliver
  const relay = startEventRelay({
    relay: store.relay,
    endpoints: store.endpoints,
    wake,
    holder,
    onRelayed: metrics.relayed,
    onMissed: (events) => {
      metrics.missed(events)
      logger.error({ events }, 'events were cut off before they were relayed: the log was full')
    },
    onInvalid: ({ entryId, event }, problem) => {
      metrics.dropped()
      logger.error({ entryId, eventId: event.id, err: problem }, 'an event cannot be delivered')
    },
    onError: (err) => {
      metrics.relayFailed()
      logger.warn({ err }, 'events could not be relayed; it is tried again')
    },
    random: Math.random,
  })
  const upkeep = startUpkeep({
    deliveries: store.deliveries,
    eventLog: store.eventLog,
    wake,
    timing: app.upkeep ?? defaultUpkeepTiming,
    clock: clocks.clock,
    random: Math.random,
    onHealed: (lanes) => {
      metrics.healed(lanes)
      logger.info({ lanes }, 'lanes were woken again')
    },
    onError: (err) => logger.warn({ err }, 'the upkeep of deliveries failed; it is tried again'),
  })
  return [relay, upkeep]
}

/** Wires a notifier up; everything that it takes is given to `releasers`, in the order of the flow reversed. */
export const startNotifier = (app: NotifierApp): Notifier => {
  const parts = openParts(app)
  const { worker, stop } = startDeliveries(app, parts)
  const loops = startWaking(app, parts)
  app.releasers.add('relay, upkeep and delivery worker', async () => {
    await Promise.all([stop(), ...loops.map((loop) => loop.stop())])
  })
  const isAlive = (): boolean => loops.every((loop) => loop.isAlive())
  // what is wrong is told by the connections' own errors
  const isRedisUp = (): Promise<boolean> =>
    parts.store.ping().then(
      () => true,
      () => false,
    )
  return {
    isReady: async () => worker.isRunning && isAlive() && (await isRedisUp()),
    isHealthy: async () => isAlive() || !(await isRedisUp()),
  }
}
