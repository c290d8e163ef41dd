import {
  CopyObjectCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { TapedeckError } from '@tapedeck/contracts'
import pLimit from 'p-limit'
import type { UploadedPart } from '../object-store.ts'
import { toS3Error } from './s3-error.ts'
import type { S3Uploads } from './s3-uploads.ts'

/** Sizes that decide how a copy is made. */
export type CopyLimits = {
  /** Largest object that one CopyObject takes, in bytes: 5 GB on S3. */
  wholeBytes: number
  /** Bytes of one part of a larger copy. */
  partBytes: number
}

export const s3CopyLimits: CopyLimits = { wholeBytes: 5_000_000_000, partBytes: 512 * 1024 * 1024 }

/** Parts of one copy that are under way at the same time. The service does the work, so few are enough. */
const copiesAtOnce = 4

/**
 * The header that names what is copied. Only what a URL path may not hold is encoded, for some servers do not decode
 * the rest; the plus sign is, for others read it as a space.
 */
const sourceOf = (bucket: string, key: string): string =>
  `${bucket}/${encodeURI(key).replace(/[?#+;]/g, encodeURIComponent)}`

/**
 * Copies an object, or its first bytes, inside a bucket without the bytes passing through here; the content type goes
 * along.
 */
export const copyObject = async (
  client: S3Client,
  uploads: S3Uploads,
  bucket: string,
  { fromKey, toKey, firstBytes }: { fromKey: string; toKey: string; firstBytes?: number },
  limits: CopyLimits,
): Promise<void> => {
  const run = async <T>(operation: string, key: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action()
    } catch (error) {
      throw toS3Error(error, { operation, bucket, key })
    }
  }
  const CopySource = sourceOf(bucket, fromKey)
  const source = await run('HeadObject', fromKey, () =>
    client.send(new HeadObjectCommand({ Bucket: bucket, Key: fromKey })),
  )
  const sourceBytes = source.ContentLength ?? 0
  const bytes = Math.min(firstBytes ?? sourceBytes, sourceBytes)
  // cut off by an earlier try whose answer was lost; S3 refuses a plain copy of an object onto itself
  if (fromKey === toKey && bytes === sourceBytes) return
  // only a copy of parts can name a range
  if (bytes === sourceBytes && bytes <= limits.wholeBytes) {
    await run('CopyObject', toKey, () =>
      client.send(new CopyObjectCommand({ Bucket: bucket, Key: toKey, CopySource })),
    )
    return
  }
  const copyPart = (uploadId: string, index: number): Promise<UploadedPart> =>
    run('UploadPartCopy', toKey, async () => {
      const start = index * limits.partBytes
      const end = Math.min(start + limits.partBytes, bytes)
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          Bucket: bucket,
          Key: toKey,
          UploadId: uploadId,
          PartNumber: index + 1,
          CopySource,
          CopySourceRange: `bytes=${start}-${end - 1}`,
          // a source that is replaced half-way must not be mixed
          ...(source.ETag === undefined ? {} : { CopySourceIfMatch: source.ETag }),
        }),
      )
      if (CopyPartResult?.ETag === undefined)
        throw new TapedeckError('STORAGE_FAILED', {
          detail: 'UploadPartCopy was answered without an ETag.',
        })
      return { partNumber: index + 1, etag: CopyPartResult.ETag, bytes: end - start }
    })
  const contentType = source.ContentType ?? 'application/octet-stream'
  const { uploadId } = await uploads.createUpload(toKey, { contentType })
  const limit = pLimit({ concurrency: copiesAtOnce, rejectOnClear: true })
  const count = Math.ceil(bytes / limits.partBytes)
  const copies = Array.from({ length: count }, (_, index) => limit(() => copyPart(uploadId, index)))
  try {
    await uploads.completeUpload(toKey, uploadId, await Promise.all(copies))
  } catch (error) {
    limit.clearQueue()
    // an abort while parts are still being copied may leave them behind
    await Promise.allSettled(copies)
    // why the copy failed is what matters; an upload that stays is cleaned up with all others
    await uploads.abortUpload(toKey, uploadId).catch(() => undefined)
    throw error
  }
}
