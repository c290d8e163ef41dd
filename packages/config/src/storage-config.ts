import type { ConfigProblem } from './config-error.ts'
import { present } from './present.ts'
import type { ValuesOf } from './read-environment.ts'
import type { Secret } from './secret.ts'

/** An S3 server and the bucket that is used there. */
export type S3Config = {
  /** Null means AWS. */
  endpoint: string | null
  region: string
  bucket: string
  forcePathStyle: boolean
  /** It takes only uploads whose parts have one size. */
  equalParts: boolean
  /** A pair, or null: then the file has the keys, and without a file AWS's default chain finds them. */
  keys: { accessKeyId: Secret; secretAccessKey: Secret } | null
  /** Read again when it changes. */
  credentialsFile: string | null
}

/** Where files go while the first storage does not work. */
export type BackupConfig = {
  /** How long the first storage must have failed. */
  afterSeconds: number
} & (
  | { type: 's3'; s3: S3Config; rootDirectory: null }
  | { type: 'filesystem'; s3: null; rootDirectory: string }
)

/** The storage types that this installation offers. */
export type StorageConfig = {
  default: 's3' | 'filesystem'
  s3: S3Config | null
  filesystem: { rootDirectory: string } | null
  backup: BackupConfig | null
}

/** What every app with a storage reads. */
export type StorageValues = Pick<
  ValuesOf<'recorder'>,
  Extract<
    keyof ValuesOf<'recorder'>,
    | 'TAPEDECK_STORAGE'
    | 'TAPEDECK_FILESYSTEM_DIR'
    | `TAPEDECK_S3_${string}`
    | `TAPEDECK_BACKUP_${string}`
  >
>

/** The variables of one S3 server; those of the backup have the same names behind another prefix. */
const prefixes = ['TAPEDECK_S3', 'TAPEDECK_BACKUP_S3'] as const
type S3Prefix = (typeof prefixes)[number]

const s3Problems = (values: StorageValues, prefix: S3Prefix, isMeant: boolean): ConfigProblem[] => {
  const keys = [`${prefix}_ACCESS_KEY_ID`, `${prefix}_SECRET_ACCESS_KEY`] as const
  const file = `${prefix}_CREDENTIALS_FILE` as const
  const set = keys.filter((variable) => values[variable] !== null)
  if (values[`${prefix}_BUCKET`] === null) {
    const isSet = set.length > 0 || values[`${prefix}_ENDPOINT`] !== null || values[file] !== null
    return isMeant || isSet
      ? [{ variable: `${prefix}_BUCKET`, message: 'is required for the S3 storage' }]
      : []
  }
  if (set.length > 0 && values[file] !== null)
    return [{ variable: file, message: `cannot be used beside ${prefix}_ACCESS_KEY_ID` }]
  return set.length === 1
    ? keys
        .filter((variable) => values[variable] === null)
        .map((variable) => ({ variable, message: `is required with ${set[0]}` }))
    : []
}

const backupProblems = (values: StorageValues): ConfigProblem[] => {
  const type = values.TAPEDECK_BACKUP_STORAGE
  const s3 = s3Problems(values, 'TAPEDECK_BACKUP_S3', type === 's3')
  if (s3.length > 0) return s3
  const isDirectorySet = values.TAPEDECK_BACKUP_DIR !== null
  if (type === 'filesystem' && !isDirectorySet)
    return [
      {
        variable: 'TAPEDECK_BACKUP_DIR',
        message: 'is required when TAPEDECK_BACKUP_STORAGE is "filesystem"',
      },
    ]
  return type === null && isDirectorySet && values.TAPEDECK_BACKUP_S3_BUCKET !== null
    ? [
        {
          variable: 'TAPEDECK_BACKUP_STORAGE',
          message:
            'is required when both TAPEDECK_BACKUP_DIR and TAPEDECK_BACKUP_S3_BUCKET are set',
        },
      ]
    : []
}

const firstProblems = (values: StorageValues): ConfigProblem[] => {
  const problems = s3Problems(values, 'TAPEDECK_S3', values.TAPEDECK_STORAGE === 's3')
  if (problems.length > 0) return problems
  return values.TAPEDECK_FILESYSTEM_DIR === null && values.TAPEDECK_STORAGE === 'filesystem'
    ? [
        {
          variable: 'TAPEDECK_FILESYSTEM_DIR',
          message: 'is required when TAPEDECK_STORAGE is "filesystem"',
        },
      ]
    : []
}

/** True when no storage is configured. */
const hasNone = (values: StorageValues): boolean =>
  values.TAPEDECK_FILESYSTEM_DIR === null && values.TAPEDECK_S3_BUCKET === null

/** What is wrong between the storage variables, each of which is right by itself. */
export const storageProblems = (values: StorageValues): ConfigProblem[] => {
  const problems = [...firstProblems(values), ...backupProblems(values)]
  return problems.length === 0 && hasNone(values)
    ? [
        {
          variable: 'TAPEDECK_S3_BUCKET',
          message: 'or TAPEDECK_FILESYSTEM_DIR is required: recordings need a storage',
        },
      ]
    : problems
}

/** The same for an app that can do without a storage. */
export const optionalStorageProblems = (values: StorageValues): ConfigProblem[] => [
  ...firstProblems(values),
  ...backupProblems(values),
]

/** Cloudflare R2 answers an upload with parts of several sizes with an error at its end. */
const isR2 = (endpoint: string | null): boolean =>
  endpoint !== null && new URL(endpoint).hostname.endsWith('.r2.cloudflarestorage.com')

const s3Config = (values: StorageValues, prefix: S3Prefix): S3Config | null => {
  const bucket = values[`${prefix}_BUCKET`]
  if (bucket === null) return null
  const endpoint = values[`${prefix}_ENDPOINT`]
  const accessKeyId = values[`${prefix}_ACCESS_KEY_ID`]
  return {
    endpoint,
    region: values[`${prefix}_REGION`],
    bucket,
    forcePathStyle: values[`${prefix}_FORCE_PATH_STYLE`] ?? endpoint !== null,
    equalParts: values[`${prefix}_EQUAL_PARTS`] ?? isR2(endpoint),
    keys:
      accessKeyId === null
        ? null
        : { accessKeyId, secretAccessKey: present(values[`${prefix}_SECRET_ACCESS_KEY`]) },
    credentialsFile: values[`${prefix}_CREDENTIALS_FILE`],
  }
}

const backupConfig = (values: StorageValues): BackupConfig | null => {
  const afterSeconds = values.TAPEDECK_BACKUP_AFTER_SECONDS
  const s3 = s3Config(values, 'TAPEDECK_BACKUP_S3')
  const rootDirectory = values.TAPEDECK_BACKUP_DIR
  const type = values.TAPEDECK_BACKUP_STORAGE ?? (s3 === null ? 'filesystem' : 's3')
  if (type === 's3' && s3 !== null) return { afterSeconds, type, s3, rootDirectory: null }
  if (type === 'filesystem' && rootDirectory !== null)
    return { afterSeconds, type, s3: null, rootDirectory }
  return null
}

/** The storage types as configured; the values have been checked with `storageProblems`. */
export const storageConfig = (values: StorageValues): StorageConfig => {
  const s3 = s3Config(values, 'TAPEDECK_S3')
  const directory = values.TAPEDECK_FILESYSTEM_DIR
  return {
    default: values.TAPEDECK_STORAGE ?? (s3 === null ? 'filesystem' : 's3'),
    s3,
    filesystem: directory === null ? null : { rootDirectory: directory },
    backup: backupConfig(values),
  }
}

/** The same for an app that can do without; null when no storage is configured. */
export const optionalStorageConfig = (values: StorageValues): StorageConfig | null =>
  hasNone(values) ? null : storageConfig(values)
