import { crc32 } from 'node:zlib'
import { TapedeckError } from '@tapedeck/contracts'
import type { ObjectStore, UploadedPart } from '@tapedeck/object-store'

/** Size and CRC-32 of an object's bytes. */
export type ObjectSum = { bytes: number; crc: number }

/** Bytes held in memory at a time; a larger object goes in parts of this size. */
const partBytes = 16 * 1024 * 1024
const maxParts = 10_000

/** An object in pieces that fit in memory, in order. */
async function* piecesOf(
  store: ObjectStore,
  key: string,
  bytes: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const step = Math.max(partBytes, Math.ceil(bytes / maxParts))
  for (let start = 0; start < bytes; start += step) {
    signal.throwIfAborted()
    yield await store.get(key, { start, end: Math.min(start + step, bytes) - 1 })
  }
}

/** Reads an object to its end. */
export const sumOf = async (
  store: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<ObjectSum> => {
  const { bytes } = await store.head(key)
  const sum = { bytes: 0, crc: 0 }
  for await (const piece of piecesOf(store, key, bytes, signal)) {
    sum.bytes += piece.length
    sum.crc = crc32(piece, sum.crc)
  }
  return sum
}

const differs = (key: string, where: string): TapedeckError =>
  new TapedeckError('OBJECT_MISMATCH', {
    detail: `"${key}" ${where} is not what was recorded; it stays in the backup storage.`,
  })

const isSame = (a: ObjectSum, b: ObjectSum): boolean => a.bytes === b.bytes && a.crc === b.crc

/**
 * Drops uploads of this key to give their room back. A store that cannot list them has none, and one that does not take it
 * keeps them: the object counts.
 * @param begunBeforeMs only those that began before, by the storage's clock
 */
const dropUploads = async (
  to: ObjectStore,
  key: string,
  begunBeforeMs = Number.POSITIVE_INFINITY,
): Promise<void> => {
  const uploads = await to.listUploads(key).catch(() => [])
  for (const upload of uploads)
    if (upload.key === key && upload.startedAtMs < begunBeforeMs)
      await to.abortUpload(key, upload.uploadId).catch(() => undefined)
}

/**
 * Copies an object under the same key into another store, and reads it there to its end. Done again it does the same. Of
 * several who do so at a time the first one who is through ends the uploads of the others, and nobody does before.
 * @param object.notedAtMs when it was noted that the object lies in the backup: an upload that began earlier is that of the
 *   cycle which went there, and nobody goes on with it; one that began later may be another recorder's
 * @param expected what the object must be; null when nobody knows
 * @throws OBJECT_MISMATCH before the object becomes visible when it is not as expected, and after when it arrived otherwise
 */
export const moveObject = async (
  from: ObjectStore,
  to: ObjectStore,
  { key, contentType, notedAtMs }: { key: string; contentType: string; notedAtMs: number },
  expected: ObjectSum | null,
  signal: AbortSignal,
): Promise<ObjectSum> => {
  const { bytes } = await from.head(key)
  const sent = { bytes: 0, crc: 0 }
  const count = (piece: Buffer): void => {
    sent.bytes += piece.length
    sent.crc = crc32(piece, sent.crc)
  }
  if (bytes <= partBytes) {
    const body = await from.get(key)
    count(body)
    if (expected !== null && !isSame(sent, expected)) throw differs(key, 'in the backup storage')
    await to.put(key, body, { contentType })
  } else {
    await dropUploads(to, key, notedAtMs)
    const { uploadId } = await to.createUpload(key, { contentType })
    try {
      const parts: UploadedPart[] = []
      for await (const piece of piecesOf(from, key, bytes, signal)) {
        count(piece)
        parts.push(await to.putPart(key, uploadId, parts.length + 1, piece))
      }
      if (expected !== null && !isSame(sent, expected)) throw differs(key, 'in the backup storage')
      await to.completeUpload(key, uploadId, parts)
    } catch (error) {
      // one that stays is dropped as soon as a try succeeds
      await to.abortUpload(key, uploadId).catch(() => undefined)
      throw error
    }
  }
  if (!isSame(await sumOf(to, key, signal), sent)) throw differs(key, 'in its own storage')
  await dropUploads(to, key)
  return sent
}
