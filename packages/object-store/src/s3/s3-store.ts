import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { TapedeckError } from '@tapedeck/contracts'
import { assertKey, checkKey } from '../object-key.ts'
import type { ObjectStore, StoredObject } from '../object-store.ts'
import { createS3Client, type S3Connection } from './s3-client.ts'
import { type CopyLimits, copyObject, s3CopyLimits } from './s3-copy.ts'
import { toS3Error, unlessGone } from './s3-error.ts'
import { listObjects } from './s3-listing.ts'
import { s3Place } from './s3-place.ts'
import { putObject } from './s3-put.ts'
import { createS3Uploads } from './s3-uploads.ts'

/** Most keys that S3 takes in one DeleteObjects. */
const keysPerDelete = 1000

/** Few keys are deleted one by one, which more services understand than the batch request. */
const keysDeletedSingly = 4

/** What is particular about a service. */
type StoreDemands = {
  endpoint: string | null
  copyLimits?: CopyLimits | undefined
  equalParts?: boolean | undefined
}

/** The port over a client that somebody else made and will close. */
export const s3StoreOf = (
  client: S3Client,
  bucket: string,
  { endpoint, copyLimits = s3CopyLimits, equalParts = false }: StoreDemands,
): ObjectStore => {
  const run = async <T>(operation: string, key: string | null, action: () => Promise<T>) => {
    try {
      return await action()
    } catch (error) {
      throw toS3Error(error, { operation, bucket, ...(key === null ? {} : { key }) })
    }
  }
  const uploads = createS3Uploads(client, bucket)
  const head = (key: string): Promise<StoredObject> =>
    run('HeadObject', key, async () => {
      const command = new HeadObjectCommand({ Bucket: bucket, Key: key })
      const { ContentLength, ETag } = await client.send(command)
      return { key, bytes: ContentLength ?? 0, etag: ETag ?? '' }
    })
  /** S3 answers 204 when nothing is there; some stores that speak its API say 404. */
  const removeOne = (key: string, signal?: AbortSignal) =>
    unlessGone(
      run('DeleteObject', key, () =>
        client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), sendOptions(signal)),
      ),
    )
  return {
    type: 's3',
    bucket,
    place: s3Place(endpoint, bucket),
    needsEqualParts: equalParts,
    ...uploads,
    createUpload: async (key, options) => {
      assertKey(key)
      return uploads.createUpload(key, options)
    },
    check: async (signal) => {
      await putObject(
        client,
        { bucket, key: checkKey, contentType: 'text/plain' },
        checkBody,
        signal,
      )
      await removeOne(checkKey, signal)
    },
    put: async (key, body, { contentType }) => {
      assertKey(key)
      return putObject(client, { bucket, key, contentType }, body)
    },
    putFile: async (key, path, { contentType }) => {
      assertKey(key)
      return putObject(client, { bucket, key, contentType }, { path })
    },
    head,
    get: (key, range) =>
      run('GetObject', key, async () => {
        const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end}`
        const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range })
        const { Body } = await client.send(command)
        return Body === undefined ? Buffer.alloc(0) : Buffer.from(await Body.transformToByteArray())
      }),
    copy: async (fromKey, toKey, options) => {
      assertKey(toKey)
      await copyObject(client, uploads, bucket, { fromKey, toKey, ...options }, copyLimits)
      return head(toKey)
    },
    remove: async (keys) => {
      if (keys.length <= keysDeletedSingly) for (const key of keys) await removeOne(key)
      else await run('DeleteObjects', null, () => removeMany(client, bucket, keys))
    },
    list: (prefix) => listObjects(client, bucket, prefix),
    presignGet: (key, expiresSeconds) =>
      run('GetObject', key, () =>
        getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), {
          expiresIn: expiresSeconds,
        }),
      ),
    close: () => {},
  }
}

const checkBody = Buffer.from('tapedeck may write here\n')

const sendOptions = (signal?: AbortSignal) => (signal === undefined ? {} : { abortSignal: signal })

const removeMany = async (client: S3Client, bucket: string, keys: string[]): Promise<void> => {
  for (let start = 0; start < keys.length; start += keysPerDelete)
    await removeBatch(client, bucket, keys.slice(start, start + keysPerDelete))
}

const removeBatch = async (client: S3Client, bucket: string, keys: string[]): Promise<void> => {
  const { Errors } = await client.send(
    new DeleteObjectsCommand({
      Bucket: bucket,
      Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
    }),
  )
  const first = Errors?.find(({ Code }) => Code !== 'NoSuchKey')
  if (first === undefined) return
  if (first.Code === 'AccessDenied')
    throw new TapedeckError('STORAGE_DENIED', { detail: `"${first.Key}" may not be deleted.` })
  throw new TapedeckError('STORAGE_FAILED', {
    detail: `"${first.Key}" was not deleted: ${first.Code}`,
  })
}

export type S3StoreOptions = S3Connection & {
  bucket: string
  /** When a copy is made in parts; for tests. */
  copyLimits?: CopyLimits
}

/** The port over one bucket of an S3 service. `close()` ends its connections. */
export const createS3Store = (options: S3StoreOptions): ObjectStore => {
  const client = createS3Client(options)
  const store = s3StoreOf(client, options.bucket, options)
  return { ...store, close: () => client.destroy() }
}
