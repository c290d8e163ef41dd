import { Readable } from 'node:stream'
import type { ObjectStore } from '@tapedeck/object-store'
import type { ByteRange } from './byte-range.ts'

/** Held in memory at once of one object, besides what the socket holds. */
const chunkBytes = 1_048_576

/**
 * A part of an object as a stream that reads on as its reader does.
 * @throws TapedeckError OBJECT_NOT_FOUND, STORAGE_*, before anything was sent
 */
export const openObjectStream = async (
  store: Pick<ObjectStore, 'get'>,
  key: string,
  { start, end }: ByteRange,
): Promise<Readable> => {
  const chunkAt = (offset: number): Promise<Buffer> =>
    store.get(key, { start: offset, end: Math.min(offset + chunkBytes - 1, end) })
  const first = await chunkAt(start)
  const chunks = async function* () {
    yield first
    for (let offset = start + first.length; offset <= end; ) {
      const chunk = await chunkAt(offset)
      if (chunk.length === 0) throw new Error('the object is shorter than it was')
      yield chunk
      offset += chunk.length
    }
  }
  return Readable.from(chunks(), { objectMode: false })
}
