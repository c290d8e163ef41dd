import type { AppName } from './app-name.ts'
import {
  flag,
  httpAddress,
  longSecret,
  oneOf,
  port,
  pullUrlPattern,
  redisAddress,
  secret,
  signingSecret,
  textLike,
  wholeNumber,
} from './value-schemas.ts'
import { optional, type Variable, withDefault } from './variable.ts'

const all = ['api', 'recorder', 'notifier', 'reconciler'] as const
const workers = ['recorder', 'notifier', 'reconciler'] as const
const api = ['api'] as const
const recorder = ['recorder'] as const
const storage = ['api', 'recorder', 'reconciler'] as const

/** Levels of the log, from quiet to loud. */
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

const path = () => textLike(/^[^\0]+$/, 'must be a path')
/** From 16 MiB, below which not even one recording has room, to 900 TB. */
const spoolBytes = () => wholeNumber(16 * 1024 * 1024, 900_000_000_000_000)
const bucket = () => textLike(/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/, 'must be a bucket name')
const region = () => textLike(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a region')
const host = () => textLike(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an IP address')

/**
 * Every variable of Tapedeck: the apps' schemas, .env.example and the table in docs/operations.md are made from
 * this list. Durations are in the unit that the name ends with.
 */
export const variables = {
  TAPEDECK_LOG_LEVEL: withDefault(oneOf(logLevels), 'info', {
    apps: all,
    description: 'How much is logged.',
  }),
  TAPEDECK_REDIS_URL: withDefault(redisAddress(), 'redis://127.0.0.1:6379', {
    apps: all,
    description: 'The Redis that holds records, leases and queues.',
  }),
  TAPEDECK_API_KEY: optional(secret(), 'required by the API', {
    apps: all,
    description: 'Key of the first administrator, sent as `Authorization: Bearer <key>`.',
    sample: 'change-me-to-a-long-random-text',
  }),
  TAPEDECK_API_HOST: withDefault(host(), '127.0.0.1', {
    apps: api,
    description: 'Address on which the API listens.',
  }),
  TAPEDECK_API_PORT: withDefault(port(), '8080', {
    apps: api,
    description: 'Port on which the API listens; 0 takes a free one.',
  }),
  TAPEDECK_PUBLIC_URL: optional(httpAddress(), 'the address that was asked', {
    apps: api,
    description: 'Address under which callers reach the API. Signed links of files begin with it.',
  }),
  TAPEDECK_CONSOLE_DIR: withDefault(path(), 'apps/console/dist', {
    apps: api,
    description: 'Where the built console lies, which is served under /console.',
  }),
  TAPEDECK_PRESIGN_SECONDS: withDefault(wholeNumber(1, 604_800), '3600', {
    apps: api,
    description: 'How long the download links of files work.',
  }),
  TAPEDECK_STORAGE: optional(
    oneOf(['s3', 'filesystem']),
    '`s3` when a bucket is set, else `filesystem`',
    {
      apps: storage,
      description: 'Storage type of recordings that name none.',
    },
  ),
  TAPEDECK_S3_BUCKET: optional(bucket(), 'S3 is not used', {
    apps: storage,
    description: 'Default bucket; turns the S3 storage on.',
    sample: 'recordings',
  }),
  TAPEDECK_S3_ENDPOINT: optional(httpAddress(), 'AWS', {
    apps: storage,
    description: 'Address of an S3 server that is not AWS.',
    sample: 'http://127.0.0.1:9000',
  }),
  TAPEDECK_S3_REGION: withDefault(region(), 'us-east-1', {
    apps: storage,
    description: 'Region of the bucket.',
  }),
  TAPEDECK_S3_ACCESS_KEY_ID: optional(
    secret(),
    'the credentials file, else the AWS default chain',
    {
      apps: storage,
      description: 'Id of the access key.',
      sample: 'access-key-id',
    },
  ),
  TAPEDECK_S3_SECRET_ACCESS_KEY: optional(secret(), 'required with an access key id', {
    apps: storage,
    description: 'Secret of the access key.',
    sample: 'secret-access-key',
  }),
  TAPEDECK_S3_CREDENTIALS_FILE: optional(path(), 'the key pair is used', {
    apps: storage,
    description: 'File with keys that may be replaced at any time (JSON or an AWS profile).',
  }),
  TAPEDECK_S3_FORCE_PATH_STYLE: optional(flag(), '`true` with an endpoint, else `false`', {
    apps: storage,
    description: 'Puts the bucket into the path instead of the host name.',
  }),
  TAPEDECK_S3_EQUAL_PARTS: optional(flag(), '`true` for Cloudflare R2, else `false`', {
    apps: storage,
    description: 'Uploads in parts of one size, for stores that take no others.',
  }),
  TAPEDECK_FILESYSTEM_DIR: optional(path(), 'the filesystem storage is not used', {
    apps: storage,
    description: 'Root of the filesystem storage; turns it on.',
  }),
  TAPEDECK_BACKUP_STORAGE: optional(
    oneOf(['s3', 'filesystem']),
    'the one whose bucket or directory is set, else there is no backup',
    {
      apps: storage,
      description: 'Storage that takes files while the first one fails; they are moved back later.',
    },
  ),
  TAPEDECK_BACKUP_AFTER_SECONDS: withDefault(wholeNumber(1, 86_400), '60', {
    apps: storage,
    description: 'How long the first storage must have failed before files go to the backup.',
  }),
  TAPEDECK_BACKUP_DIR: optional(path(), 'the backup is not a directory', {
    apps: storage,
    description: 'Directory of the backup storage.',
  }),
  TAPEDECK_BACKUP_S3_BUCKET: optional(bucket(), 'the backup is not on S3', {
    apps: storage,
    description: 'Bucket of the backup storage.',
    sample: 'recordings-backup',
  }),
  TAPEDECK_BACKUP_S3_ENDPOINT: optional(httpAddress(), 'AWS', {
    apps: storage,
    description: 'As `TAPEDECK_S3_ENDPOINT`, for the backup.',
  }),
  TAPEDECK_BACKUP_S3_REGION: withDefault(region(), 'us-east-1', {
    apps: storage,
    description: 'As `TAPEDECK_S3_REGION`, for the backup.',
  }),
  TAPEDECK_BACKUP_S3_ACCESS_KEY_ID: optional(
    secret(),
    'the credentials file, else the AWS default chain',
    { apps: storage, description: 'As `TAPEDECK_S3_ACCESS_KEY_ID`, for the backup.' },
  ),
  TAPEDECK_BACKUP_S3_SECRET_ACCESS_KEY: optional(secret(), 'required with an access key id', {
    apps: storage,
    description: 'As `TAPEDECK_S3_SECRET_ACCESS_KEY`, for the backup.',
  }),
  TAPEDECK_BACKUP_S3_CREDENTIALS_FILE: optional(path(), 'the key pair is used', {
    apps: storage,
    description: 'As `TAPEDECK_S3_CREDENTIALS_FILE`, for the backup.',
  }),
  TAPEDECK_BACKUP_S3_FORCE_PATH_STYLE: optional(flag(), '`true` with an endpoint, else `false`', {
    apps: storage,
    description: 'As `TAPEDECK_S3_FORCE_PATH_STYLE`, for the backup.',
  }),
  TAPEDECK_BACKUP_S3_EQUAL_PARTS: optional(flag(), '`true` for Cloudflare R2, else `false`', {
    apps: storage,
    description: 'As `TAPEDECK_S3_EQUAL_PARTS`, for the backup.',
  }),
  TAPEDECK_SPOOL_DIR: withDefault(path(), '.tapedeck/spool', {
    apps: recorder,
    description: 'Local directory of media that is not yet safe in storage. One per recorder.',
  }),
  TAPEDECK_SPOOL_MAX_BYTES: optional(spoolBytes(), '90 % of its file system', {
    apps: recorder,
    description:
      'Most bytes that the spool may take. Near it no recording is taken; shortly before it the newest are ended.',
    sample: '322122547200',
  }),
  TAPEDECK_SPOOL_RECORDING_MAX_BYTES: optional(spoolBytes(), 'as much as the spool may', {
    apps: recorder,
    description: 'Most bytes that one recording may take of the spool; it is ended at the limit.',
    sample: '21474836480',
  }),
  TAPEDECK_SPOOL_SYNC_MS: withDefault(wholeNumber(0, 60_000), '1000', {
    apps: recorder,
    description:
      'How often media in the spool is made safe from a power cut; 0 leaves that to the operating system.',
  }),
  TAPEDECK_FFMPEG_PATH: withDefault(path(), 'ffmpeg', {
    apps: recorder,
    description: 'The ffmpeg program.',
  }),
  TAPEDECK_FFPROBE_PATH: withDefault(path(), 'ffprobe', {
    apps: recorder,
    description: 'The ffprobe program.',
  }),
  TAPEDECK_RECORDER_ID: optional(
    textLike(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, ".", "_", "-"'),
    'the host name',
    {
      apps: recorder,
      description: 'Name of the recorder, stable over restarts. One per spool directory.',
    },
  ),
  TAPEDECK_RECORDER_CAPACITY: withDefault(wholeNumber(1, 10_000), '50', {
    apps: recorder,
    description: 'Most recordings at the same time.',
  }),
  TAPEDECK_ENCODER_COST: withDefault(wholeNumber(1, 1000), '8', {
    apps: recorder,
    description: 'How many recordings a rendition that is encoded here stands for in the capacity.',
  }),
  TAPEDECK_ENCODER_THREADS: withDefault(wholeNumber(1, 64), '2', {
    apps: recorder,
    description: 'Most threads of the encoder of one rendition.',
  }),
  TAPEDECK_LEASE_TTL_MS: withDefault(wholeNumber(1000, 600_000), '10000', {
    apps: recorder,
    description: 'After this long without a sign of life another recorder takes over.',
  }),
  TAPEDECK_SOURCE_TIMEOUT_MS: withDefault(wholeNumber(1000, 600_000), '10000', {
    apps: recorder,
    description: 'Silence of the source after which a pull is ended.',
  }),
  TAPEDECK_STOP_TIMEOUT_MS: withDefault(wholeNumber(100, 600_000), '10000', {
    apps: recorder,
    description: 'Time for ffmpeg to end by itself before it is killed.',
  }),
  TAPEDECK_PAUSE_FILE_SECONDS: withDefault(wholeNumber(1, 604_800), '3600', {
    apps: recorder,
    description:
      'How long the running files of a paused recording stay open. Then they are stored, and others begin when it is resumed.',
  }),
  TAPEDECK_DRAIN_SECONDS: withDefault(wholeNumber(0, 86_400), '60', {
    apps: all,
    description: 'Time to finish work in hand after SIGTERM.',
  }),
  TAPEDECK_RETENTION_DAYS: withDefault(wholeNumber(1, 3650), '30', {
    apps: all,
    description:
      'How long finished recordings stay in Redis. Their objects stay as long as their template says.',
  }),
  TAPEDECK_WEBHOOK_SECRET: optional(signingSecret(), 'derived from `TAPEDECK_API_KEY`', {
    apps: ['api', 'notifier'],
    description: 'Secret that signs webhooks (Standard Webhooks, `whsec_` and base64).',
  }),
  TAPEDECK_WEBHOOK_ALLOW_PRIVATE: withDefault(flag(), 'false', {
    apps: ['api', 'notifier', 'reconciler'],
    description: 'Lets webhooks and on-demand callbacks go to private and loopback addresses.',
  }),
  TAPEDECK_MASTER_KEY: optional(longSecret(), 'derived from `TAPEDECK_API_KEY`', {
    apps: all,
    description:
      'Seals secrets that are kept in Redis (webhook endpoints, access keys, storages). The same for every app; what was sealed with another one cannot be read.',
  }),
  TAPEDECK_ALIYUN_PORT: optional(port(), 'off', {
    apps: ['api'],
    description: 'Port of the API that clients of Alibaba Cloud call; 0 takes a free one.',
  }),
  TAPEDECK_CDNETWORKS_PORT: optional(port(), 'off', {
    apps: ['api'],
    description: 'Port of the API that clients of CDNetworks call; 0 takes a free one.',
  }),
  TAPEDECK_CDNETWORKS_PULL_URL: withDefault(pullUrlPattern(), 'rtmp://{domain}/{app}/{stream}', {
    apps: ['api'],
    description:
      'Where streams of a pull domain are pulled from that a client of CDNetworks names and that is not known yet: the pull URL pattern of the domain that is created for it.',
  }),
  TAPEDECK_METRICS_HOST: withDefault(host(), '127.0.0.1', {
    apps: workers,
    description: 'Address of /healthz, /readyz and /metrics of the workers.',
  }),
  TAPEDECK_METRICS_PORT: optional(port(), '`9101` recorder, `9102` notifier, `9103` reconciler', {
    apps: workers,
    description: 'Port of /healthz, /readyz and /metrics of a worker; 0 takes a free one.',
  }),
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof variables
export const variableNames = Object.keys(variables) as VariableName[]

/** Names with this prefix belong to the test suite and are left alone. */
export const testPrefix = 'TAPEDECK_TEST_'

/** The variables that an app reads. */
export const variablesOf = (app: AppName): VariableName[] =>
  variableNames.filter((name) => (variables[name].apps as readonly AppName[]).includes(app))
