import { crc32 } from 'node:zlib'
import { isTapedeckError } from '@tapedeck/contracts'
import type { ObjectStore } from '../object-store.ts'
import { crc32Hex, type SendOptions, type SentObject } from './send-options.ts'
import { withRetry } from './with-retry.ts'
import { measureFile } from './work-file.ts'

/** A body in memory, or a finished file on disk that does not change any more. */
export type SmallBody = Buffer | { path: string }

/**
 * Stores a slice, an init object or a playlist with the same retries as a growing upload. A file larger than
 * 16 MiB goes in parts.
 * @throws the last error of the storage when the retry policy ends; `signal.reason` when aborted
 */
export const storeSmall = async (
  options: SendOptions & {
    body: SmallBody
    /** What an earlier process stored at this key: when it is the same, it is looked for and not sent again. */
    former?: { bytes: number; crc32: string }
  },
): Promise<SentObject> => {
  const { store, key, contentType, limit, body, former } = options
  const { bytes, crc } = Buffer.isBuffer(body)
    ? { bytes: body.length, crc: crc32(body) }
    : await measureFile(body.path)
  const isSame = former?.bytes === bytes && former.crc32 === crc32Hex(crc)
  const { etag } = await withRetry(options, () =>
    limit(async () => {
      options.signal.throwIfAborted()
      const found = isSame ? await lookFor(store, key) : null
      if (found?.bytes === bytes) return found
      return Buffer.isBuffer(body)
        ? store.put(key, body, { contentType })
        : store.putFile(key, body.path, { contentType })
    }),
  )
  return { key, bytes, etag, crc32: crc32Hex(crc) }
}

const lookFor = async (store: ObjectStore, key: string) => {
  try {
    return await store.head(key)
  } catch (error) {
    if (isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND') return null
    throw error
  }
}
