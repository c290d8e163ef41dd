import type { StorageRegistrySource } from './registered/storage-book.ts'
import type { S3Connection } from './s3/s3-client.ts'
import {
  createStorageResolver,
  type S3Place,
  type StorageResolver,
  type StorageResolverOptions,
} from './storage-resolver.ts'

/** A value that is shown to nobody but here. */
type Hidden = { reveal(): string }

type S3Settings = {
  endpoint: string | null
  region: string
  bucket: string
  forcePathStyle: boolean
  keys: { accessKeyId: Hidden; secretAccessKey: Hidden } | null
  credentialsFile: string | null
  equalParts: boolean
}

/** What the configuration says of storages: the shape of StorageConfig in packages/config. */
export type StorageSettings = {
  default: 's3' | 'filesystem'
  s3: S3Settings | null
  filesystem: { rootDirectory: string } | null
  backup: { s3: S3Settings | null; rootDirectory: string | null } | null
}

/** Who is told of requests and of keys that cannot be read. */
export type StorageListener = Pick<S3Connection, 'onRequestTried' | 'onCredentialsProblem'> &
  Pick<StorageResolverOptions, 'onRegistryProblem'>

const placeOf = (settings: S3Settings, listener: StorageListener): S3Place => {
  const { keys, credentialsFile, ...place } = settings
  return {
    ...place,
    ...listener,
    accessKeyId: keys?.accessKeyId.reveal(),
    secretAccessKey: keys?.secretAccessKey.reveal(),
    credentialsFile: credentialsFile ?? undefined,
  }
}

const backupOf = ({ backup }: StorageSettings, listener: StorageListener) => {
  if (backup === null) return null
  if (backup.s3 !== null) return { s3: placeOf(backup.s3, listener) }
  return backup.rootDirectory === null ? null : { rootDirectory: backup.rootDirectory }
}

/**
 * Opens the storages of an app as they are configured.
 * @param registry those that users registered besides
 */
export const openStorage = (
  settings: StorageSettings,
  registry: StorageRegistrySource | null,
  listener: StorageListener = {},
): StorageResolver =>
  createStorageResolver({
    registry,
    onRequestTried: listener.onRequestTried,
    onRegistryProblem: listener.onRegistryProblem,
    default: settings.default,
    filesystem: settings.filesystem,
    s3: settings.s3 === null ? null : placeOf(settings.s3, listener),
    backup: backupOf(settings, listener),
  })
