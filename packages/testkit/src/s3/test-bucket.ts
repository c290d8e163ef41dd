import { randomUUID } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import type { S3Access } from './s3-server.ts'

const clientOf = ({ endpoint, region, accessKeyId, secretAccessKey }: S3Access): S3Client =>
  new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })

/** Makes an empty bucket with a name of its own. */
export const createTestBucket = async (access: S3Access): Promise<string> => {
  const client = clientOf(access)
  const bucket = `tapedeck-test-${randomUUID()}`
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
  } finally {
    client.destroy()
  }
  return bucket
}

/** The same for a server that was just started: one that cannot make a bucket is ended. */
export const firstTestBucket = async (
  access: S3Access,
  stopServer: () => Promise<void>,
): Promise<string> => {
  try {
    return await createTestBucket(access)
  } catch (error) {
    await stopServer()
    throw error
  }
}

/** Removes a bucket with everything in it, open uploads included. */
export const removeTestBucket = async (access: S3Access, bucket: string): Promise<void> => {
  const client = clientOf(access)
  const Bucket = bucket
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
    for (const { Key, UploadId } of Uploads)
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
    for (;;) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
      if (Contents.length === 0) break
      for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }))
    }
    await client.send(new DeleteBucketCommand({ Bucket }))
  } finally {
    client.destroy()
  }
}
