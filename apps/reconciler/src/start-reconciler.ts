import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { ReconcilerConfig } from '@tapedeck/config'
import { openStorage, type StorageResolver } from '@tapedeck/object-store'
import { createProducer, maxWaitingChecks, type Producer } from '@tapedeck/queue'
import { createStore, type Store } from '@tapedeck/store'
import type { Logger, Metrics, Releasers } from '@tapedeck/telemetry'
import { CalmSince } from './calm-since.ts'
import { startIngestPoll } from './ingest-poll/start-ingest-poll.ts'
import { createJanitorMetrics } from './janitor/janitor-metrics.ts'
import { defaultJanitorTiming, type JanitorTiming, startJanitor } from './janitor/start-janitor.ts'
import { showQueues } from './queue-metrics.ts'
import {
  maxRecordingsPerPass,
  type ReconcileLimits,
  type ReconcileOptions,
  reconcile,
} from './reconcile.ts'
import { startReconcileLoop } from './reconcile-loop.ts'
import { createReconcilerMetrics, type ReconcilerMetrics } from './reconciler-metrics.ts'
import { defaultStreamTiming, type StreamTiming, startStreams } from './streams/start-streams.ts'
import { UnownedSince } from './unowned-since.ts'

/** How often it looks, and how long it leaves what it finds alone; in milliseconds. */
export type ReconcilerTiming = {
  intervalMs: number
  janitor: JanitorTiming
  streams: StreamTiming
} & ReconcileLimits

/**
 * Together with the life of a lease (10 s) the interval bounds the time from the death of a host to a new owner:
 * docs/operations.md has the sum. Recorders renew a lease three times within its life, so six seconds see a renewal.
 */
export const defaultTiming: ReconcilerTiming = {
  intervalMs: 1000,
  graceMs: 6000,
  wakeEveryMs: 3000,
  lostAfterMs: 3_600_000,
  janitor: defaultJanitorTiming,
  streams: defaultStreamTiming,
}

/** A running reconciler, for its ops server and its tests. */
export type Reconciler = {
  isReady(): Promise<boolean>
  /** False when it should be replaced; a Redis that is away is no reason. */
  isHealthy(): Promise<boolean>
}

type ReconcilerApp = {
  config: ReconcilerConfig
  logger: Logger
  metrics: Metrics
  releasers: Releasers
}

const createPass =
  (options: ReconcileOptions, metrics: ReconcilerMetrics, logger: Logger) =>
  async (signal: AbortSignal): Promise<void> => {
    const startedAtMs = performance.now()
    const summary = await reconcile(options, signal)
    // counting also takes expired recordings out of the indexes
    const counts = await options.store.recordings.countByState()
    metrics.passed(summary, (performance.now() - startedAtMs) / 1000, counts)
    const acted = summary.requeued + summary.canceled + summary.lost + summary.failures
    logger[acted > 0 ? 'info' : 'debug'](summary, 'pass')
    const seen = Object.values(summary).reduce((sum, count) => sum + count, 0)
    if (seen >= maxRecordingsPerPass)
      logger.warn({ maxRecordingsPerPass }, 'more recordings than one pass looks at')
  }

const openStore = (
  { redisUrl, retentionDays, masterKey }: ReconcilerConfig,
  onError: (err: Error) => void,
) =>
  createStore({
    redis: redisUrl.reveal(),
    name: 'tapedeck-reconciler',
    clock: Date.now,
    randomBytes,
    retentionMs: retentionDays * 86_400_000,
    masterKey,
    onError,
  })

/** Without a storage no recording could be begun: every stream of a rule would be told of as refused. */
const startRules = (
  { config, logger, metrics, releasers, timing }: ReconcilerApp & { timing: ReconcilerTiming },
  parts: { store: Store; producer: Producer; storage: StorageResolver | null },
): void => {
  const { storage } = parts
  if (storage === null) {
    logger.warn('no storage is configured: rules are left to other reconcilers')
    return
  }
  const options = {
    ...parts,
    storage,
    redisUrl: config.redisUrl.reveal(),
    allowPrivate: config.webhook.allowPrivate,
    drainMs: config.drainSeconds * 1000,
    metrics,
    log: logger,
    timing: timing.streams,
  }
  const control = startStreams(options, releasers)
  startIngestPoll(
    { ...options, control, clock: Date.now, monotonic: () => performance.now() },
    releasers,
  )
}

/** Wires a reconciler up; everything that it takes is given to `releasers`. */
export const startReconciler = async (
  app: ReconcilerApp & { timing?: ReconcilerTiming },
): Promise<Reconciler> => {
  const { config, logger, releasers, timing = defaultTiming } = app
  const redisUrl = config.redisUrl.reveal()
  const clock = (): number => performance.now()
  const calm = new CalmSince(clock())
  const store = openStore(config, (err) => {
    calm.broken(clock())
    logger.warn({ err }, 'the store: connection')
  })
  releasers.add('store', () => store.close())
  for (const warning of await store.checkServer())
    logger.warn({ warning }, 'Redis could lose recordings')
  const onError = (err: unknown): void => logger.warn({ err }, 'the record queue: connection')
  const producer = createProducer({ redisUrl, onError })
  releasers.add('producer', () => producer.close())
  showQueues(app.metrics, producer, maxWaitingChecks)
  const metrics = createReconcilerMetrics(app.metrics)
  const wake = (recordingId: string): Promise<void> => producer.record.add({ recordingId })
  const ownerId = `reconciler-${hostname()}-${process.pid}`
  const options: ReconcileOptions = {
    store,
    wake,
    unowned: new UnownedSince(),
    ownerId,
    limits: timing,
    calm,
    clock,
    onError: (err, recordingId) =>
      logger.warn({ err, recordingId }, 'a recording could not be reconciled; it is tried again'),
  }
  const loop = startReconcileLoop({
    pass: createPass(options, metrics, logger),
    intervalMs: timing.intervalMs,
    onError: (err) => {
      calm.broken(clock())
      metrics.failed()
      logger.warn({ err }, 'a pass failed; it is tried again')
    },
  })
  releasers.add('reconcile loop', () => loop.stop())
  const storage =
    config.storage === null
      ? null
      : openStorage(config.storage, store.storages, {
          onRegistryProblem: (err) => logger.warn({ err }, 'registered storages could not be read'),
        })
  if (storage !== null) releasers.add('storage', () => storage.close())
  const janitor = { store, storage, wake, ownerId, clock, log: logger, timing: timing.janitor }
  startJanitor({ ...janitor, metrics: createJanitorMetrics(app.metrics) }, releasers)
  startRules({ ...app, timing }, { store, producer, storage })
  // what is wrong is told by the connections' own errors
  const isRedisUp = (): Promise<boolean> =>
    store.ping().then(
      () => true,
      () => false,
    )
  return {
    isReady: async () => loop.isAlive() && (await isRedisUp()),
    isHealthy: async () => loop.isAlive() || !(await isRedisUp()),
  }
}
