import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { StoredObject } from '../object-store.ts'
import { toS3Error } from './s3-error.ts'

/** Bodies up to this many bytes go in one request; larger ones in parts of this size. */
export const wholePutBytes = 16 * 1024 * 1024

/** Parts of one body that are under way at the same time; each is held in memory. */
const partsAtOnce = 2

const maxParts = 10_000

/** What is stored: bytes in memory, or a finished file on disk. */
export type PutSource = Buffer | { path: string }

/** Stores a body of known length; a large one in parts, which are read from disk as they go. */
export const putObject = async (
  client: S3Client,
  target: { bucket: string; key: string; contentType: string },
  source: PutSource,
  signal?: AbortSignal,
): Promise<StoredObject> => {
  const isBuffer = Buffer.isBuffer(source)
  const bytes = isBuffer ? source.length : (await stat(source.path)).size
  const params = { Bucket: target.bucket, Key: target.key, ContentType: target.contentType }
  if (bytes <= wholePutBytes) {
    const Body = isBuffer ? source : await readFile(source.path)
    const command = new PutObjectCommand({ ...params, Body, ContentLength: Body.length })
    const { ETag } = await send(target, 'PutObject', () =>
      client.send(command, signal === undefined ? {} : { abortSignal: signal }),
    )
    return { key: target.key, bytes: Body.length, etag: ETag ?? '' }
  }
  const stream = isBuffer ? null : createReadStream(source.path)
  const upload = new Upload({
    client,
    params: { ...params, Body: stream ?? (source as Buffer) },
    partSize: Math.max(wholePutBytes, Math.ceil(bytes / maxParts)),
    queueSize: partsAtOnce,
  })
  try {
    const { ETag } = await send(target, 'Upload', () => upload.done())
    return { key: target.key, bytes, etag: ETag ?? '' }
  } finally {
    stream?.destroy()
  }
}

const send = async <T>(
  { bucket, key }: { bucket: string; key: string },
  operation: string,
  action: () => Promise<T>,
): Promise<T> => {
  try {
    return await action()
  } catch (error) {
    throw toS3Error(error, { operation, bucket, key })
  }
}
