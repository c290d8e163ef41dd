import { type ErrorCode, isTapedeckError } from '@tapedeck/contracts'
import type { ObjectStore, UploadedPart } from '../object-store.ts'

const hasCode = (error: unknown, ...codes: ErrorCode[]): boolean =>
  isTapedeckError(error) && codes.includes(error.code)

/**
 * Completes an upload, also when an earlier try did so and its answer was lost: an upload that is gone while its
 * key holds an object of the right size counts as completed, whatever the store answered (Ceph says 500 then).
 * @returns `lost` when upload and object are both gone, and `other_parts` when the upload is open but holds other
 * parts than these (one of an earlier process, one whose request the store carried out late): in both cases
 * everything has to be sent again
 * @throws the store's error when the upload is still open, so that it can be tried again
 */
export const completeUpload = async (
  store: ObjectStore,
  { key, uploadId }: { key: string; uploadId: string },
  parts: UploadedPart[],
): Promise<'stored' | 'lost' | 'other_parts'> => {
  try {
    await store.completeUpload(key, uploadId, parts)
    return 'stored'
  } catch (error) {
    if (!hasCode(error, 'OBJECT_NOT_FOUND', 'STORAGE_FAILED', 'STORAGE_UNREACHABLE')) throw error
    const listed = await partsOf(store, key, uploadId)
    if (Array.isArray(listed)) {
      if (isSame(listed, parts)) throw error
      return 'other_parts'
    }
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
    if ((await bytesAt(store, key)) === bytes) return 'stored'
    if (listed === 'unknown') throw error
    return 'lost'
  }
}

/** Some stores put an ETag in quotes in one answer and not in the other. */
const bare = (etag: string): string => etag.replaceAll('"', '')

const isSame = (listed: UploadedPart[], parts: UploadedPart[]): boolean => {
  const etags = new Map(listed.map((part) => [part.partNumber, bare(part.etag)]))
  return (
    etags.size === parts.length &&
    parts.every((part) => etags.get(part.partNumber) === bare(part.etag))
  )
}

/** The parts of an upload; `unknown` for stores that cannot list them. */
const partsOf = async (
  store: ObjectStore,
  key: string,
  uploadId: string,
): Promise<UploadedPart[] | 'gone' | 'unknown'> => {
  try {
    return await store.listParts(key, uploadId)
  } catch (error) {
    if (hasCode(error, 'OBJECT_NOT_FOUND')) return 'gone'
    if (hasCode(error, 'STORAGE_FAILED')) return 'unknown'
    throw error
  }
}

const bytesAt = async (store: ObjectStore, key: string): Promise<number | null> => {
  try {
    return (await store.head(key)).bytes
  } catch (error) {
    if (hasCode(error, 'OBJECT_NOT_FOUND')) return null
    throw error
  }
}
