import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { StoredObject, UploadedPart } from '../object-store.ts'
import { toS3Error } from './s3-error.ts'

/** A multipart upload that is neither completed nor aborted. */
export type OpenUpload = { key: string; uploadId: string; startedAtMs: number }

/** Entries of one page; the service may give fewer. */
const entriesPerPage = 1000

/** Every object below a prefix, all pages. */
export const listObjects = async (
  client: S3Client,
  bucket: string,
  prefix: string,
  pageSize = entriesPerPage,
): Promise<StoredObject[]> => {
  const objects: StoredObject[] = []
  try {
    const pages = paginateListObjectsV2({ client, pageSize }, { Bucket: bucket, Prefix: prefix })
    for await (const page of pages)
      for (const { Key, Size, ETag } of page.Contents ?? [])
        if (Key !== undefined) objects.push({ key: Key, bytes: Size ?? 0, etag: ETag ?? '' })
  } catch (error) {
    throw toS3Error(error, { operation: 'ListObjectsV2', bucket })
  }
  return objects
}

/** Every open multipart upload below a prefix, all pages (the SDK has no paginator for this command). */
export const listOpenUploads = async (
  client: S3Client,
  bucket: string,
  prefix: string,
  pageSize = entriesPerPage,
): Promise<OpenUpload[]> => {
  // by id, because some services repeat the first upload of a page
  const uploads = new Map<string, OpenUpload>()
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {}
  for (;;) {
    let page: ListMultipartUploadsCommandOutput
    try {
      page = await client.send(
        new ListMultipartUploadsCommand({
          Bucket: bucket,
          Prefix: prefix,
          MaxUploads: pageSize,
          ...marker,
        }),
      )
    } catch (error) {
      throw toS3Error(error, { operation: 'ListMultipartUploads', bucket })
    }
    const before = uploads.size
    for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
      if (Key !== undefined && UploadId !== undefined)
        uploads.set(UploadId, { key: Key, uploadId: UploadId, startedAtMs: +(Initiated ?? 0) })
    // a page without anything new would repeat for ever
    if (page.IsTruncated !== true || uploads.size === before) return [...uploads.values()]
    marker = {
      ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }),
      ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }),
    }
  }
}

/** The parts of an open upload, all pages. Not by the SDK's paginator: it never ends where the last page has a marker. */
export const listSentParts = async (
  client: S3Client,
  { bucket, key, uploadId }: { bucket: string; key: string; uploadId: string },
  pageSize = entriesPerPage,
): Promise<UploadedPart[]> => {
  const parts: UploadedPart[] = []
  for (let marker: string | undefined; ; ) {
    const page = await client.send(
      new ListPartsCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MaxParts: pageSize,
        PartNumberMarker: marker,
      }),
    )
    for (const { PartNumber, ETag, Size } of page.Parts ?? [])
      parts.push({ partNumber: PartNumber ?? 0, etag: ETag ?? '', bytes: Size ?? 0 })
    if (page.IsTruncated !== true || page.NextPartNumberMarker === marker) return parts
    marker = page.NextPartNumberMarker
  }
}
