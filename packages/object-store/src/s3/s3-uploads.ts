import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { TapedeckError } from '@tapedeck/contracts'
import type { ObjectStore } from '../object-store.ts'
import { toS3Error, unlessGone } from './s3-error.ts'
import { listOpenUploads, listSentParts, type OpenUpload } from './s3-listing.ts'

/** The multipart methods of the port, with raw commands and bodies of known length. */
export type S3Uploads = Pick<
  ObjectStore,
  'createUpload' | 'putPart' | 'completeUpload' | 'abortUpload' | 'listParts' | 'listUploads'
>

export const createS3Uploads = (client: S3Client, bucket: string): S3Uploads => {
  const run = async <T>(operation: string, key: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action()
    } catch (error) {
      throw toS3Error(error, { operation, bucket, key })
    }
  }
  return {
    createUpload: (key, { contentType }) =>
      run('CreateMultipartUpload', key, async () => {
        const command = new CreateMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          ContentType: contentType,
        })
        const { UploadId } = await client.send(command)
        if (UploadId === undefined) throw incomplete('CreateMultipartUpload', 'upload id')
        return { uploadId: UploadId }
      }),
    putPart: (key, uploadId, partNumber, body) =>
      run('UploadPart', key, async () => {
        const command = new UploadPartCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          PartNumber: partNumber,
          Body: body,
          ContentLength: body.length,
        })
        const { ETag } = await client.send(command)
        if (ETag === undefined) throw incomplete('UploadPart', 'ETag')
        return { partNumber, etag: ETag, bytes: body.length }
      }),
    completeUpload: (key, uploadId, parts) =>
      run('CompleteMultipartUpload', key, async () => {
        const inOrder = parts.toSorted((a, b) => a.partNumber - b.partNumber)
        const { ETag } = await client.send(
          new CompleteMultipartUploadCommand({
            Bucket: bucket,
            Key: key,
            UploadId: uploadId,
            MultipartUpload: {
              Parts: inOrder.map(({ partNumber, etag }) => ({
                PartNumber: partNumber,
                ETag: etag,
              })),
            },
          }),
        )
        const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
        return { key, bytes, etag: ETag ?? '' }
      }),
    abortUpload: (key, uploadId) => {
      const input = { Bucket: bucket, Key: key, UploadId: uploadId }
      return unlessGone(
        run('AbortMultipartUpload', key, () => client.send(new AbortMultipartUploadCommand(input))),
      )
    },
    listParts: (key, uploadId) =>
      run('ListParts', key, () => listSentParts(client, { bucket, key, uploadId })),
    listUploads: (prefix): Promise<OpenUpload[]> => listOpenUploads(client, bucket, prefix),
  }
}

const incomplete = (operation: string, what: string) =>
  new TapedeckError('STORAGE_FAILED', { detail: `${operation} was answered without an ${what}.` })
