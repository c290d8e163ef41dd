import { randomBytes, randomInt } from 'node:crypto'
import { openStorage, type StorageResolver } from '@tapedeck/object-store'
import { createStore } from '@tapedeck/store'
import pLimit from 'p-limit'
import type { FfmpegFacts } from './examine-ffmpeg.ts'
import { createPictureMaker } from './pictures/picture-maker.ts'
import { createPictureLimit } from './pictures/picture-storage.ts'
import type { RecorderApp } from './recorder-app.ts'
import { createRecorderMetrics, showStorageLimit } from './recorder-metrics.ts'
import { createPullStarts } from './session/pull-starts.ts'
import type { SessionDeps } from './session/session-deps.ts'
import { pullSettings } from './source/pull-settings.ts'
import { openRecorderSpool } from './spool-budget/open-recorder-spool.ts'

/** Requests to storage that one recorder has in flight; each holds at most one part in memory. */
const storageConcurrency = 16

/** Tries for about a day: a storage outage must not cost a recording that the spool still holds. */
const storageRetry = { firstDelayMs: 500, maxDelayMs: 30_000, factor: 2, attempts: 4000 }
const storeRetry = { firstDelayMs: 200, maxDelayMs: 5000, factor: 2, attempts: 20_000 }

const dayMs = 86_400_000

const monotonic = (): number => performance.now()
const random = (): number => randomInt(2 ** 32) / 2 ** 32

/** The backup storage, with a bound of its own; null when none is configured. */
const backupOf = (storage: StorageResolver, afterSeconds: number): SessionDeps['backup'] => {
  const { backup: root, backupHealth: health } = storage
  if (root === null) return null
  return {
    ...{ root, health, limit: pLimit(storageConcurrency), afterMs: afterSeconds * 1000 },
    resolve: (target) => storage.resolveBackup(target) ?? root,
  }
}

/**
 * Opens what all sessions of a recorder share: spool, storage and store.
 * @param options.ffmpeg what is being found out about ffmpeg meanwhile
 * @throws TapedeckError FFMPEG_FAILED as soon as that is known
 */
export const openSessionDeps = async (
  app: RecorderApp,
  options: {
    ffmpeg: Promise<FfmpegFacts>
    wake: SessionDeps['wake']
    onError: (error: Error) => void
  },
): Promise<SessionDeps> => {
  const { wake, onError } = options
  const { config, logger, releasers } = app
  const metrics = createRecorderMetrics(app.metrics)
  const spool = await openRecorderSpool(config, metrics, logger)
  releasers.add('spool', () => spool.close())
  const store = createStore({
    redis: config.redisUrl.reveal(),
    name: `recorder-${config.id}`,
    retentionMs: config.retentionDays * dayMs,
    clock: Date.now,
    randomBytes,
    onError,
    masterKey: config.masterKey,
  })
  releasers.add('store', () => store.close())
  const [warnings, { missing }] = await Promise.all([store.checkServer(), options.ffmpeg])
  for (const warning of warnings) logger.warn({ warning }, 'Redis could lose recordings')
  const storage = openStorage(config.storage, store.storages, {
    onRegistryProblem: (error) =>
      logger.warn({ err: error }, 'registered storages could not be read'),
    onRequestTried: ({ operation, seconds, failure }) => {
      metrics.storageRequests.observe({ operation }, seconds)
      if (failure !== null) metrics.storageFailures.inc({ reason: failure })
    },
    onCredentialsProblem: (error) =>
      logger.warn({ err: error }, 'S3 credentials; the last ones stay in use'),
  })
  releasers.add('storage', () => storage.close())
  const limit = pLimit(storageConcurrency)
  showStorageLimit(app.metrics, limit)
  return {
    recorderId: config.id,
    store,
    spool,
    resolveStorage: (target) => storage.resolve(target),
    resolveFile: (file, target) => storage.resolveFile(file, target),
    storageHealth: (target) => storage.health(target),
    backup: backupOf(storage, config.storage.backup?.afterSeconds ?? 0),
    limit,
    pullStarts: createPullStarts(),
    pictures: { maker: createPictureMaker(config.ffmpegPath), limit: createPictureLimit() },
    storageRetry,
    storeRetry,
    pull: pullSettings({
      ...config,
      encoder: { threads: config.encoder.threads, missing },
      clock: Date.now,
      monotonic,
    }),
    connectTimeoutMs: config.sourceTimeoutMs,
    drainMs: config.drainSeconds * 1000,
    pauseFileMs: config.pauseFileMs,
    wake,
    leaseTtlMs: config.leaseTtlMs,
    clock: Date.now,
    monotonic,
    random,
    log: logger,
    metrics,
  }
}
