import { TapedeckError } from '@tapedeck/contracts'
import { registeredNameOf, type StorageTarget } from '@tapedeck/domain'
import { createFilesystemStore } from './filesystem/filesystem-store.ts'
import type { ObjectStore } from './object-store.ts'
import { type Registered, unknownStorage, withoutBucket } from './registered/open-registered.ts'
import { createRegisteredStore } from './registered/registered-store.ts'
import { createS3Client, type S3Connection } from './s3/s3-client.ts'
import { s3StoreOf } from './s3/s3-store.ts'

/** The places of a process: what is configured, and what is registered. */
export type Places = {
  s3: (S3Connection & { bucket: string }) | null
  filesystem: { rootDirectory: string } | null
  registered: Registered | null
}

type S3Target = StorageTarget & { type: 's3' }

export const notConfigured = (type: StorageTarget['type'] | 'backup'): TapedeckError =>
  new TapedeckError('STORAGE_NOT_CONFIGURED', {
    detail: `No ${type} storage is configured on this installation.`,
  })

/** Opens stores of targets, over one client for all buckets of a service. */
export const openTargets = ({ s3, filesystem, registered }: Places) => {
  const client = s3 === null ? null : createS3Client(s3)
  /** Its own bucket or that of its storage; null when neither names one. */
  const bucketOf = (target: S3Target): string | null => {
    const name = registeredNameOf(target)
    const bucket = name === null ? s3?.bucket : registered?.book.known(name)?.bucket
    return target.bucket ?? bucket ?? null
  }
  const openRegisteredTarget = (target: S3Target, name: string): ObjectStore => {
    if (registered === null) throw unknownStorage(name)
    const { book, connections } = registered
    const bucket = bucketOf(target)
    if (bucket === null)
      throw book.known(name) === null ? unknownStorage(name) : withoutBucket(name)
    return createRegisteredStore(book, connections, name, bucket)
  }
  return {
    bucketOf,
    /** @throws STORAGE_NOT_CONFIGURED */
    open: (target: StorageTarget): ObjectStore => {
      if (target.type === 's3') {
        const name = registeredNameOf(target)
        if (name !== null) return openRegisteredTarget(target, name)
        if (s3 === null || client === null) throw notConfigured('s3')
        return s3StoreOf(client, target.bucket ?? s3.bucket, s3)
      }
      if (filesystem === null) throw notConfigured('filesystem')
      const { rootDirectory } = filesystem
      return createFilesystemStore({ rootDirectory, directory: target.directory })
    },
    close: () => client?.destroy(),
  }
}
