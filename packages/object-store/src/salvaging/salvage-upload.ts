import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import {
  type CycleEnding,
  crc32Combine,
  type OpenCyclePiece,
  type PartsSalvage,
} from '@tapedeck/domain'
import type { UploadedPart } from '../object-store.ts'
import { crc32Hex, type SendOptions } from '../sending/send-options.ts'
import { withRetry } from '../sending/with-retry.ts'
import { type KnownRun, objectCrc } from './object-crc.ts'

/** An upload whose sender is gone. */
export type LostUpload = Omit<SendOptions, 'key' | 'contentType'> & {
  key: string
  uploadId: string | null
  /** Where the finished object belongs; the same key when it was written in place. */
  toKey: string
  /** Asked before every request that makes an object visible; what it throws comes out. */
  beforeVisible: () => Promise<void>
}

/** What now lies at `toKey`. */
export type SalvagedObject = { bytes: number; crc32: string }

const isMissing = (error: unknown): boolean =>
  isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND'

/**
 * Completes an upload and brings the whole fragments of it to their key, cut off where the last one ends. May be done
 * again after it was broken off at any point. The object at the upload's own key, when that is another one, stays: it
 * is removed when the file is told of.
 * @returns null when neither the upload nor its object is there any more, or when it holds other parts
 * @throws OBJECT_MISMATCH when the object at the key has another size in the end
 */
export const salvageParts = async (
  upload: LostUpload,
  plan: PartsSalvage,
): Promise<SalvagedObject | null> => {
  const { key, toKey } = upload
  const known = { start: 0, ...plan.known }
  const completedBytes =
    (await complete(upload, plan.parts)) ?? (await completedBefore(upload, plan.parts))
  if (completedBytes === null) {
    if ((await bytesAt(upload, toKey)) !== plan.bytes) return null
    // else it was completed, moved and cut before
  } else if (key !== toKey || completedBytes !== plan.bytes) await copy(upload, plan.bytes)
  return verified(upload, plan.bytes, known)
}

/**
 * Brings the finished object of a cycle that had ended to its key, when all of it is in storage: the recorder was lost
 * between sending the head and telling of the file.
 * @returns null when it is not all there; then the parts may still be good for `salvageParts`
 */
export const salvageEnding = async (
  upload: LostUpload,
  ending: CycleEnding,
  pieces: OpenCyclePiece[],
): Promise<SalvagedObject | null> => {
  const { key, toKey } = upload
  const { bytes } = ending
  const known = knownOfEnding(ending, pieces)
  const parts = await retry(upload, () => listedParts(upload))
  const isWhole = Array.isArray(parts) && bytesOf(parts) === bytes
  const isCompleted = isWhole && (await complete(upload, parts)) === bytes
  if (isCompleted || (await bytesAt(upload, key)) === bytes) {
    if (key !== toKey) await copy(upload, bytes)
  } else if ((await bytesAt(upload, toKey)) !== bytes) return null
  // else it was moved before
  return verified(upload, bytes, known)
}

/** Of a finished object the parts behind the first are known, if all of them were told of: part 1 came again with the head. */
const knownOfEnding = (ending: CycleEnding, pieces: OpenCyclePiece[]): KnownRun | null => {
  const behind = pieces.filter(({ number }) => number > 1).toSorted((a, b) => a.number - b.number)
  const last = behind.at(-1)
  const isWhole =
    behind.every(({ number }, index) => number === index + 2) &&
    ending.through.every(({ generation, sequence }) =>
      last?.through.some((one) => one.generation === generation && one.sequence === sequence),
    )
  if (!isWhole) return null
  const bytes = behind.reduce((sum, piece) => sum + piece.bytes, 0)
  const crc32 = behind.reduce(
    (crc, piece) => crc32Combine(crc, Number.parseInt(piece.crc32, 16), piece.bytes),
    0,
  )
  return { start: ending.bytes - bytes, bytes, crc32 }
}

const retry = <T>(upload: LostUpload, action: () => Promise<T>): Promise<T> =>
  withRetry(upload, () => upload.limit(action))

const bytesAt = (upload: LostUpload, key: string): Promise<number | null> =>
  retry(upload, async () => {
    try {
      return (await upload.store.head(key)).bytes
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  })

const bytesOf = (parts: readonly { bytes: number }[]): number =>
  parts.reduce((sum, part) => sum + part.bytes, 0)

/** How stores answer what they cannot do. Any other failure may pass, and then the parts decide what can be saved. */
const refusals: ReadonlySet<string> = new Set(['MethodNotAllowed', 'NotImplemented'])

const cannotList = (error: unknown): boolean =>
  isTapedeckError(error) && error.cause instanceof Error && refusals.has(error.cause.name)

/** What the open upload holds; `unknown` for stores that cannot list parts. */
const listedParts = async (upload: LostUpload): Promise<UploadedPart[] | 'gone' | 'unknown'> => {
  const { store, key, uploadId } = upload
  if (uploadId === null) return 'gone'
  try {
    return await store.listParts(key, uploadId)
  } catch (error) {
    if (isMissing(error)) return 'gone'
    if (cannotList(error)) return 'unknown'
    throw error
  }
}

/** Some stores put an ETag in quotes in one answer and not in the other. */
const bare = (etag: string): string => etag.replaceAll('"', '')

const holds = (listed: UploadedPart[], parts: UploadedPart[]): boolean => {
  const etags = new Map(listed.map(({ partNumber, etag }) => [partNumber, bare(etag)]))
  return parts.every(({ partNumber, etag }) => etags.get(partNumber) === bare(etag))
}

/**
 * Completes the upload with everything that it holds: some stores take nothing less. Parts that were not told of come
 * behind the ones that were.
 * @returns the bytes of the object; null when the upload is gone, or these parts are not in it
 */
const complete = async (upload: LostUpload, parts: UploadedPart[]): Promise<number | null> => {
  const { store, key, uploadId, limit, beforeVisible } = upload
  if (uploadId === null) return null
  return withRetry(upload, async () => {
    await beforeVisible()
    const listed = await limit(() => listedParts(upload))
    if (listed === 'gone' || (listed !== 'unknown' && !holds(listed, parts))) return null
    const all = listed === 'unknown' ? parts : listed
    try {
      await limit(() => store.completeUpload(key, uploadId, all))
    } catch (error) {
      // the answer to a request that was carried out may be lost
      if ((await bytesAt(upload, key)) !== bytesOf(all)) throw error
    }
    return bytesOf(all)
  })
}

/**
 * The bytes of the object that an earlier try completed the upload to; null when there is none. What lies at the key may
 * also be somebody else's, when the upload was aborted: it is ours when it begins with the first part.
 */
const completedBefore = async (
  upload: LostUpload,
  parts: PartsSalvage['parts'],
): Promise<number | null> => {
  const { store, key } = upload
  const [first] = parts
  const bytes = await bytesAt(upload, key)
  if (bytes === null || first === undefined || bytes < first.bytes) return null
  const crc = await objectCrc(first.bytes, null, (range) =>
    retry(upload, () => store.get(key, range)),
  )
  return crc === first.crc32 ? bytes : null
}

const copy = async (upload: LostUpload, firstBytes: number): Promise<void> => {
  const { store, key, toKey, limit, beforeVisible } = upload
  await withRetry(upload, async () => {
    await beforeVisible()
    await limit(() => store.copy(key, toKey, { firstBytes }))
  })
}

/** Looks for what was just stored: some stores show it a little later. What is wrong after them is wrong for good. */
const maxLooks = 5

const verified = async (
  upload: LostUpload,
  bytes: number,
  known: KnownRun | null,
): Promise<SalvagedObject> => {
  const { store, toKey } = upload
  const attempts = Math.min(maxLooks, upload.retry.attempts)
  await withRetry({ ...upload, retry: { ...upload.retry, attempts } }, async () => {
    const found = await bytesAt(upload, toKey)
    if (found !== bytes)
      throw new TapedeckError('OBJECT_MISMATCH', {
        detail: `"${toKey}" has ${found ?? 'no'} bytes in the store, ${bytes} were salvaged.`,
      })
  })
  const crc = await objectCrc(bytes, known, (range) => retry(upload, () => store.get(toKey, range)))
  return { bytes, crc32: crc32Hex(crc) }
}
