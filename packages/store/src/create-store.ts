import {
  closeRedis,
  createRedis,
  type RedisClient,
  type RedisRole,
  toRedisError,
  withRedisErrors,
} from '@tapedeck/redis'
import { createAccessKeys } from './access-keys.ts'
import { createApiKeys } from './api-keys.ts'
import { createControl } from './control.ts'
import { createDeliveries } from './deliveries.ts'
import type { MasterKey } from './derive-key.ts'
import { createDialectNotes } from './dialect-notes.ts'
import { createDomains } from './domains.ts'
import { createEndpoints } from './endpoints.ts'
import { createEventLog } from './event-log.ts'
import { createEvents } from './events.ts'
import { createFileIndex } from './file-index.ts'
import { createGenerations } from './generations.ts'
import { createHandovers } from './handovers.ts'
import { createLeases } from './leases.ts'
import { createOpenCycles } from './open-cycles.ts'
import { createProgress } from './progress.ts'
import { createRecorders } from './recorders.ts'
import { createRecordings } from './recordings.ts'
import { createRelay } from './relay.ts'
import { createRequestGuards } from './request-guards.ts'
import { createRetention } from './retention.ts'
import { createRules } from './rules.ts'
import { createTextSeal } from './sealed-text.ts'
import { checkServer } from './server-check.ts'
import { createSources } from './sources.ts'
import { createStartClaims } from './start-claims.ts'
import { createStorages } from './storages.ts'
import type { Store } from './store.ts'
import { createStreams } from './streams.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createTemplates } from './templates.ts'
import { createThumbnails } from './thumbnails.ts'

const dayMs = 24 * 3_600_000
const defaultRetentionMs = 30 * dayMs

export type StoreOptions = {
  /** Where Redis is, or how to open a connection to it. */
  redis: string | ((options: { name: string; role: RedisRole }) => RedisClient)
  /** Wall time in milliseconds. */
  clock: () => number
  /** As in node:crypto. */
  randomBytes: (size: number) => Uint8Array
  /** Seals secrets (webhook endpoints, access keys, storages). Without it they can neither be kept nor read. */
  masterKey?: MasterKey | null
  /** How long finished recordings stay, in milliseconds; 30 days when absent. */
  retentionMs?: number
  /** How long streams stay that are neither published nor recorded, in milliseconds; a day when absent. */
  offlineTtlMs?: number
  /** Shown in the names of connections; 'tapedeck' when absent. */
  name?: string
  /** Told of errors of connections, which reconnect by themselves; calls fail with REDIS_UNAVAILABLE in any case. */
  onError?: (error: Error) => void
}

/** Opens the store. One connection at once, two more when events, control or the relay are waited for. */
export const createStore = (options: StoreOptions): Store => {
  const { redis: source, clock, randomBytes, retentionMs = defaultRetentionMs } = options
  const { name = 'tapedeck', onError = () => undefined, offlineTtlMs = dayMs } = options
  const open = (purpose: string, role: RedisRole): RedisClient => {
    const connection = { name: `${name}-${purpose}`, role }
    return typeof source === 'string'
      ? createRedis(source, { ...connection, onError })
      : source(connection)
  }
  const redis = open('store', 'command')
  const seal = createTextSeal(options.masterKey ?? null, randomBytes)
  const context = { redis, clock, randomBytes, retentionMs, offlineTtlMs, seal }
  const subscriptions = createSubscriptions(() => open('news', 'blocking'), onError)
  const { relay, close: closeRelay } = createRelay(context, () => open('relay', 'blocking'))
  const server = withRedisErrors({
    checkServer: () => checkServer(redis),
    ping: async () => {
      await redis.ping()
    },
    serverTimeMs: async () => {
      const [seconds, microseconds] = await redis.time()
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
    },
  })
  return {
    templates: withRedisErrors(createTemplates(context)),
    domains: withRedisErrors(createDomains(context)),
    rules: withRedisErrors(createRules(context)),
    sources: withRedisErrors(createSources(context)),
    streams: withRedisErrors(createStreams(context)),
    thumbnails: withRedisErrors(createThumbnails(context)),
    retention: withRedisErrors(createRetention(context)),
    recordings: withRedisErrors(createRecordings(context)),
    leases: withRedisErrors(createLeases(context)),
    generations: withRedisErrors(createGenerations(context)),
    openCycles: withRedisErrors(createOpenCycles(context)),
    handovers: withRedisErrors(createHandovers(context)),
    progress: withRedisErrors(createProgress(context)),
    endpoints: withRedisErrors(createEndpoints(context)),
    eventLog: withRedisErrors(createEventLog(context, subscriptions)),
    relay: withRedisErrors(relay),
    deliveries: withRedisErrors(createDeliveries(context)),
    accessKeys: withRedisErrors(createAccessKeys(context)),
    apiKeys: withRedisErrors(createApiKeys(context)),
    requestGuards: withRedisErrors(createRequestGuards(context)),
    startClaims: withRedisErrors(createStartClaims(context)),
    storages: withRedisErrors(createStorages(context, subscriptions)),
    fileIndex: withRedisErrors(createFileIndex(context)),
    dialectNotes: withRedisErrors(createDialectNotes(context)),
    events: withRedisErrors(createEvents(context, subscriptions)),
    control: withRedisErrors(createControl(subscriptions)),
    recorders: withRedisErrors(createRecorders(context)),
    ...server,
    close: async () => {
      const results = await Promise.allSettled([
        closeRelay(),
        subscriptions.close(),
        closeRedis(redis),
      ])
      for (const result of results)
        if (result.status === 'rejected') throw toRedisError(result.reason)
    },
  }
}
