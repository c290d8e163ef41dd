import { isTapedeckError } from '@tapedeck/contracts'
import type { StorageTarget } from '@tapedeck/domain'
import { relativeUri } from '@tapedeck/media'
import type { ObjectStore } from '@tapedeck/object-store'
import type { RetentionDeps } from './retention-deps.ts'

/** The objects of one file, and how they are told from those of a file that came later under the same key. */
export type FileObjects = {
  /** The file or playlist first. */
  keys: string[]
  /** Of the one object; null when it is a playlist. */
  bytes: number | null
  isInBackup: boolean
}

const isMissing = (error: unknown): boolean =>
  isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND'

/** Removed in steps, so that a file of thousands of slices is not one request. */
const keysPerRequest = 500

/** Removes objects; those that are gone already are no error. */
export const removeKeys = async (objects: ObjectStore, keys: readonly string[]): Promise<void> => {
  for (let from = 0; from < keys.length; from += keysPerRequest)
    await objects.remove(keys.slice(from, from + keysPerRequest))
}

/** True when the first key holds what another file, or another recording, wrote there since. */
const isOverwritten = async (
  objects: ObjectStore,
  { keys: [key = '', firstSlice], bytes }: FileObjects,
): Promise<boolean> => {
  try {
    if (bytes !== null) return (await objects.head(key)).bytes !== bytes
    if (firstSlice === undefined) return false
    const lines = (await objects.get(key)).toString().split(/\r?\n/)
    return !lines.includes(relativeUri(key, firstSlice))
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

const removeFrom = async (
  { metrics, log }: RetentionDeps,
  objects: ObjectStore,
  file: FileObjects,
): Promise<number> => {
  if (!(await isOverwritten(objects, file))) {
    await removeKeys(objects, file.keys)
    return file.keys.length
  }
  // slices carry their time in their names; what is named after the file itself is the newer one's
  metrics.kept()
  log.warn(
    { key: file.keys[0], bucket: objects.bucket },
    'a file that is due was overwritten by another one, which is left alone',
  )
  return 0
}

/**
 * Removes the objects of a file from its storage, and from the backup when it lay there.
 * @returns how many
 * @throws TapedeckError STORAGE_*
 */
export const removeFileObjects = async (
  deps: RetentionDeps,
  target: StorageTarget,
  file: FileObjects,
): Promise<number> => {
  const { resolve, resolveBackup } = deps.storage
  const backup = file.isInBackup ? resolveBackup(target) : null
  const inBackup = backup === null ? 0 : await removeFrom(deps, backup, file)
  // of a file in the backup, its own storage may hold what was sent before it failed
  return inBackup + (await removeFrom(deps, resolve(target), file))
}
