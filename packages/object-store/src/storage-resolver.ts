import { type RecordingFile, registeredNameOf, type StorageTarget } from '@tapedeck/domain'
import { belowPrefix } from './backup/below-prefix.ts'
import { StorageHealth } from './backup/storage-health.ts'
import { watchHealth } from './backup/watch-health.ts'
import { createFilesystemStore } from './filesystem/filesystem-store.ts'
import type { ObjectStore } from './object-store.ts'
import { notConfigured, openTargets } from './open-targets.ts'
import {
  assertRegistered,
  openRegistered,
  type RegisteredOptions,
} from './registered/open-registered.ts'
import { createS3Client, type S3Connection } from './s3/s3-client.ts'
import { s3StoreOf } from './s3/s3-store.ts'

/** An S3 service with the bucket that is used there. */
export type S3Place = S3Connection & { bucket: string }

export type StorageResolverOptions = RegisteredOptions & {
  /** The S3 service and the bucket of targets that name none; null when none is configured. */
  s3: S3Place | null
  /** The directory of filesystem targets; null when none is configured. */
  filesystem: { rootDirectory: string } | null
  /** The type of targets that are not given at all. */
  default: 's3' | 'filesystem'
  /** The bucket or directory that takes files while their own storage fails; null when there is none. */
  backup?: { s3: S3Place } | { rootDirectory: string } | null
  /** Milliseconds that do not jump. */
  monotonic?: () => number
}

/** Turns the target of a recording into the store that holds its objects. */
export type StorageResolver = {
  /** What is used when neither the recording nor its template says: the default type's bucket or directory. */
  readonly defaultTarget: StorageTarget
  /** The whole backup storage, below which every target has its part; null when none is configured. */
  readonly backup: ObjectStore | null
  /** How the backup storage does. */
  readonly backupHealth: StorageHealth
  /**
   * The store of a target; null stands for the default one. The same target gives the same store.
   * It belongs to the resolver: callers do not close it. Of a registered storage it can be had before that is known to
   * this process; requests then ask for it, and fail with STORAGE_UNREACHABLE as long as it is not there.
   * @throws STORAGE_NOT_CONFIGURED when the type has no settings; for a registered storage that is not known when the
   * target names no bucket
   */
  resolve(target: StorageTarget | null): ObjectStore
  /**
   * Makes sure that the storage which a target names is registered, and that `resolve` knows it as it is now.
   * @throws STORAGE_NOT_CONFIGURED; SECRET_UNREADABLE; what the registry throws when it cannot be read (REDIS_UNAVAILABLE)
   */
  know(target: StorageTarget | null): Promise<void>
  /**
   * Where the objects of a target go while its own storage fails: the same keys below a prefix of their own in the
   * backup storage, so that two buckets cannot meet there. Null when no backup is configured.
   */
  resolveBackup(target: StorageTarget | null): ObjectStore | null
  /**
   * The store in which a file of a recording with this target lies.
   * @throws STORAGE_NOT_CONFIGURED also for a file in a backup that is not configured any more
   */
  resolveFile(file: Pick<RecordingFile, 'isInBackup'>, target: StorageTarget | null): ObjectStore
  /** How the storage of a target does, by what all its users in this process met. */
  health(target: StorageTarget | null): StorageHealth
  /** Ends all connections. */
  close(): void
}

/** Stores kept for reuse; they are small, for all buckets share one client. */
const keptStores = 256

/** A service or directory of its own, with its connections. */
const openBackup = (backup: { s3: S3Place } | { rootDirectory: string }) => {
  if ('rootDirectory' in backup) {
    const store = createFilesystemStore({ ...backup, directory: null })
    return { store, close: () => undefined }
  }
  const client = createS3Client(backup.s3)
  return { store: s3StoreOf(client, backup.s3.bucket, backup.s3), close: () => client.destroy() }
}

/** Where a target's objects lie in the backup storage. */
const backupPrefix = (target: StorageTarget, store: ObjectStore): string => {
  const registered = registeredNameOf(target)
  if (registered !== null) return `storages/${registered}/${store.bucket}`
  if (target.type === 's3') return `s3/${store.bucket}`
  return target.directory === null ? 'filesystem-root' : `filesystem/${target.directory}`
}

export const createStorageResolver = (options: StorageResolverOptions): StorageResolver => {
  const { s3, filesystem, monotonic = () => performance.now() } = options
  const registered = openRegistered(options, monotonic)
  const targets = openTargets({ s3, filesystem, registered })
  const stores = new Map<string, { store: ObjectStore; health: StorageHealth }>()
  const backupHealth = new StorageHealth()
  const opened = options.backup ? openBackup(options.backup) : null
  const backup = opened && watchHealth(opened.store, backupHealth, monotonic)
  const defaultTarget: StorageTarget =
    options.default === 's3'
      ? { type: 's3', bucket: null }
      : { type: 'filesystem', directory: null }

  const open = (target: StorageTarget): { store: ObjectStore; health: StorageHealth } => {
    const health = new StorageHealth()
    return { store: watchHealth(targets.open(target), health, monotonic), health }
  }
  const entryOf = (wanted: StorageTarget | null) => {
    const target = wanted ?? defaultTarget
    const name = JSON.stringify([
      target.type,
      target.type === 's3' ? targets.bucketOf(target) : target.directory,
      registeredNameOf(target),
    ])
    const entry = stores.get(name) ?? open(target)
    // taken out and put back, so that the map is in order of last use
    stores.delete(name)
    stores.set(name, entry)
    const [oldest] = stores.keys()
    if (stores.size > keptStores && oldest !== undefined) stores.delete(oldest)
    return entry
  }
  const resolve = (target: StorageTarget | null): ObjectStore => entryOf(target).store
  const resolveBackup = (target: StorageTarget | null): ObjectStore | null =>
    backup && belowPrefix(backup, backupPrefix(target ?? defaultTarget, resolve(target)))
  return {
    defaultTarget,
    backup,
    backupHealth,
    resolve,
    know: async (target) => {
      const name = target && registeredNameOf(target)
      if (name !== null) await assertRegistered(registered, name)
    },
    resolveBackup,
    resolveFile: (file, target) => {
      if (file.isInBackup !== true) return resolve(target)
      const store = resolveBackup(target)
      if (store === null) throw notConfigured('backup')
      return store
    },
    health: (target) => entryOf(target).health,
    close: () => {
      stores.clear()
      targets.close()
      opened?.close()
      registered?.close()
    },
  }
}
