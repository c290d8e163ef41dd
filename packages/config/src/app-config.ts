import { hostname } from 'node:os'
import type { AppName, WorkerName } from './app-name.ts'
import { derivedMasterKey, derivedWebhookSecret } from './derived-secrets.ts'
import { present } from './present.ts'
import type { ValuesOf } from './read-environment.ts'
import type { Secret } from './secret.ts'
import { optionalStorageConfig, type StorageConfig, storageConfig } from './storage-config.ts'

/** What every app is told. */
export type CommonConfig = {
  logLevel: string
  redisUrl: Secret
  drainSeconds: number
  retentionDays: number
  /** Seals secrets in Redis. Null where neither it nor the API key is told: then none can be read. */
  masterKey: Secret | null
}

/** Where a worker serves /healthz, /readyz and /metrics. */
export type OpsConfig = { host: string; port: number }

export type ApiConfig = CommonConfig & {
  app: 'api'
  host: string
  port: number
  key: Secret
  /** Ports of the foreign APIs; null: off. */
  aliyunPort: number | null
  cdnetworksPort: number | null
  /** Of the domains that clients of CDNetworks name for the first time. */
  cdnetworksPullUrl: Secret
  /** What webhooks may be sent to, so that an endpoint that never works is refused when it is made. */
  webhookAllowPrivate: boolean
  /** Null when it follows from the address on which the API listens. */
  publicUrl: string | null
  /** Where the built console lies, if it is built. */
  consoleDirectory: string
  presignSeconds: number
  webhookSecret: Secret
  storage: StorageConfig
}

/** How much of the disk the spool may take, and how often it is synced. */
export type SpoolConfig = {
  /** Null: a share of the file system. */
  maxBytes: number | null
  /** Null: as much as the spool may. */
  recordingMaxBytes: number | null
  /** 0: never. */
  syncMs: number
}

export type RecorderConfig = CommonConfig & {
  app: 'recorder'
  ops: OpsConfig
  id: string
  capacity: number
  spoolDirectory: string
  spool: SpoolConfig
  /** What one rendition that is encoded here takes. */
  encoder: { cost: number; threads: number }
  ffmpegPath: string
  ffprobePath: string
  leaseTtlMs: number
  sourceTimeoutMs: number
  stopTimeoutMs: number
  /** How long the running files of a paused recording stay open. */
  pauseFileMs: number
  storage: StorageConfig
}

export type NotifierConfig = CommonConfig & {
  app: 'notifier'
  ops: OpsConfig
  webhook: { secret: Secret; allowPrivate: boolean }
}

export type ReconcilerConfig = CommonConfig & {
  app: 'reconciler'
  ops: OpsConfig
  /** How on-demand callbacks are asked. */
  webhook: { allowPrivate: boolean }
  /** Null when it has none: then nothing in storage is cleaned up, and rules are left to other reconcilers. */
  storage: StorageConfig | null
}

/** The configuration of each app. */
export type ConfigOf = {
  api: ApiConfig
  recorder: RecorderConfig
  notifier: NotifierConfig
  reconciler: ReconcilerConfig
}

const defaultOpsPort: Record<WorkerName, number> = {
  recorder: 9101,
  notifier: 9102,
  reconciler: 9103,
}

type CommonValues = Pick<
  ValuesOf<AppName>,
  | 'TAPEDECK_LOG_LEVEL'
  | 'TAPEDECK_REDIS_URL'
  | 'TAPEDECK_DRAIN_SECONDS'
  | 'TAPEDECK_RETENTION_DAYS'
  | 'TAPEDECK_MASTER_KEY'
  | 'TAPEDECK_API_KEY'
>
type OpsValues = Pick<ValuesOf<'reconciler'>, 'TAPEDECK_METRICS_HOST' | 'TAPEDECK_METRICS_PORT'>

/** The key that seals secrets in Redis: the configured one, else one that follows from the API's key. */
export const masterKeyOf = (
  values: Pick<CommonValues, 'TAPEDECK_MASTER_KEY' | 'TAPEDECK_API_KEY'>,
): Secret | null => {
  if (values.TAPEDECK_MASTER_KEY !== null) return values.TAPEDECK_MASTER_KEY
  return values.TAPEDECK_API_KEY === null ? null : derivedMasterKey(values.TAPEDECK_API_KEY)
}

const common = (values: CommonValues): CommonConfig => ({
  logLevel: values.TAPEDECK_LOG_LEVEL,
  redisUrl: values.TAPEDECK_REDIS_URL,
  drainSeconds: values.TAPEDECK_DRAIN_SECONDS,
  retentionDays: values.TAPEDECK_RETENTION_DAYS,
  masterKey: masterKeyOf(values),
})

const ops = (app: WorkerName, values: OpsValues): OpsConfig => ({
  host: values.TAPEDECK_METRICS_HOST,
  port: values.TAPEDECK_METRICS_PORT ?? defaultOpsPort[app],
})

/** A host name may carry characters that an id may not. */
const idOfHost = (): string =>
  hostname()
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, 64)

/** Builds the grouped configuration of each app from its checked values. */
export const buildConfig: {
  [A in AppName]: (values: ValuesOf<A>) => ConfigOf[A]
} = {
  api: (values) => ({
    app: 'api',
    ...common(values),
    host: values.TAPEDECK_API_HOST,
    port: values.TAPEDECK_API_PORT,
    key: present(values.TAPEDECK_API_KEY),
    aliyunPort: values.TAPEDECK_ALIYUN_PORT,
    cdnetworksPort: values.TAPEDECK_CDNETWORKS_PORT,
    cdnetworksPullUrl: values.TAPEDECK_CDNETWORKS_PULL_URL,
    webhookAllowPrivate: values.TAPEDECK_WEBHOOK_ALLOW_PRIVATE,
    publicUrl: values.TAPEDECK_PUBLIC_URL,
    consoleDirectory: values.TAPEDECK_CONSOLE_DIR,
    presignSeconds: values.TAPEDECK_PRESIGN_SECONDS,
    webhookSecret:
      values.TAPEDECK_WEBHOOK_SECRET ?? derivedWebhookSecret(present(values.TAPEDECK_API_KEY)),
    storage: storageConfig(values),
  }),
  recorder: (values) => ({
    app: 'recorder',
    ...common(values),
    ops: ops('recorder', values),
    id: values.TAPEDECK_RECORDER_ID ?? idOfHost(),
    capacity: values.TAPEDECK_RECORDER_CAPACITY,
    spoolDirectory: values.TAPEDECK_SPOOL_DIR,
    spool: {
      maxBytes: values.TAPEDECK_SPOOL_MAX_BYTES,
      recordingMaxBytes: values.TAPEDECK_SPOOL_RECORDING_MAX_BYTES,
      syncMs: values.TAPEDECK_SPOOL_SYNC_MS,
    },
    encoder: {
      cost: values.TAPEDECK_ENCODER_COST,
      threads: values.TAPEDECK_ENCODER_THREADS,
    },
    ffmpegPath: values.TAPEDECK_FFMPEG_PATH,
    ffprobePath: values.TAPEDECK_FFPROBE_PATH,
    leaseTtlMs: values.TAPEDECK_LEASE_TTL_MS,
    sourceTimeoutMs: values.TAPEDECK_SOURCE_TIMEOUT_MS,
    stopTimeoutMs: values.TAPEDECK_STOP_TIMEOUT_MS,
    pauseFileMs: values.TAPEDECK_PAUSE_FILE_SECONDS * 1000,
    storage: storageConfig(values),
  }),
  notifier: (values) => ({
    app: 'notifier',
    ...common(values),
    ops: ops('notifier', values),
    webhook: {
      secret:
        values.TAPEDECK_WEBHOOK_SECRET ?? derivedWebhookSecret(present(values.TAPEDECK_API_KEY)),
      allowPrivate: values.TAPEDECK_WEBHOOK_ALLOW_PRIVATE,
    },
  }),
  reconciler: (values) => ({
    app: 'reconciler',
    ...common(values),
    ops: ops('reconciler', values),
    webhook: { allowPrivate: values.TAPEDECK_WEBHOOK_ALLOW_PRIVATE },
    storage: optionalStorageConfig(values),
  }),
}
