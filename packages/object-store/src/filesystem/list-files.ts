import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredObject } from '../object-store.ts'
import { etagOf } from './etag.ts'
import { isMissing } from './filesystem-error.ts'
import { hiddenDirectory } from './object-path.ts'

/** Every plain file below a directory whose key starts with a prefix, in order of the keys. */
export const listFiles = async (base: string, prefix: string): Promise<StoredObject[]> => {
  const objects: StoredObject[] = []
  const walk = async (above: string): Promise<void> => {
    try {
      for await (const entry of await opendir(join(base, above))) {
        const key = above + entry.name
        if (entry.isDirectory()) {
          const isOnTheWay = `${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)
          if (entry.name !== hiddenDirectory && isOnTheWay) await walk(`${key}/`)
        } else if (entry.isFile() && key.startsWith(prefix)) {
          const object = await objectAt(join(base, key), key)
          if (object !== null) objects.push(object)
        }
      }
    } catch (error) {
      // removed meanwhile, or nothing was ever stored
      if (!isMissing(error)) throw error
    }
  }
  await walk('')
  return objects.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
}

/** The object in a file, or null when there is none. Symbolic links are none. */
export const objectAt = async (path: string, key: string): Promise<StoredObject | null> => {
  try {
    const stats = await lstat(path, { bigint: true })
    return stats.isFile() ? { key, bytes: Number(stats.size), etag: etagOf(stats) } : null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
