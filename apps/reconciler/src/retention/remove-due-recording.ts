import {
  isFinal,
  manifestKeyOf,
  type Recording,
  type RecordingFile,
  removalDueAtMs,
} from '@tapedeck/domain'
import { eachPage, type RetentionEntry, removeUnlisted, storedFiles } from '@tapedeck/store'
import { removeKeys } from './remove-objects.ts'
import type { RetentionDeps } from './retention-deps.ts'
import { updateManifest } from './update-manifest.ts'

const thumbnailKeys = async ({ store }: RetentionDeps, recordingId: string): Promise<string[]> => {
  const keys: string[] = []
  for await (const items of eachPage((page) => store.thumbnails.list(recordingId, page)))
    keys.push(...items.map(({ key }) => key))
  return keys
}

/** What is left in storage of a recording besides its files: the manifest last, so that a removal that broke off is understood. */
const keysBesideFiles = async (
  deps: RetentionDeps,
  recordingId: string,
  files: RecordingFile[],
): Promise<string[]> => {
  const [first] = files
  const manifest = first === undefined ? [] : [manifestKeyOf(recordingId, first.key)]
  return [...(await thumbnailKeys(deps, recordingId)), ...manifest]
}

/** When the last of the files that are still there is due; null when one stays for ever. */
const lastDueAtMs = ({ template }: Recording, files: RecordingFile[]): number | null => {
  let lastMs = 0
  for (const file of files) {
    const dueAtMs = removalDueAtMs(template, file)
    if (dueAtMs === null) return null
    lastMs = Math.max(lastMs, dueAtMs)
  }
  return lastMs
}

/** Blocks of thumbnails that one look removes: the pictures of a year are not one pass. */
const blocksPerLook = 100

const removeAll = async (
  { store, storage, metrics }: RetentionDeps,
  { id, recordingId, storage: target }: RetentionEntry,
  keys: string[],
): Promise<void> => {
  const objects = storage.resolve(target)
  const remove = (some: string[]): Promise<void> => removeKeys(objects, some)
  // the entry stays due while there are more
  if (!(await removeUnlisted(store.thumbnails, recordingId, remove, blocksPerLook))) return
  await remove(keys)
  // the manifest goes to the backup while the storage fails
  const backup = storage.resolveBackup(target)
  if (backup !== null) await removeKeys(backup, keys.slice(-1))
  await store.recordings.remove(recordingId)
  await store.retention.remove(id)
  metrics.removedRecording()
}

/**
 * Removes the manifest, the thumbnails and the record of a recording that ended, when all of its files are removed. Until then
 * its entry is filled with what is to be removed, for the case that the record expires first, and waits.
 * @param isManifestSeenTo the files that were just removed have their manifest written
 */
export const removeDueRecording = async (
  deps: RetentionDeps,
  entry: RetentionEntry,
  isManifestSeenTo: boolean,
): Promise<void> => {
  const { store, wallClock, laterMs } = deps
  const { recordingId } = entry
  const recording = await store.recordings.get(recordingId)
  if (recording === null) return removeAll(deps, entry, entry.keys)
  // a new recording under the id of one that was deleted; it gets an entry of its own when it ends
  if (!isFinal(recording.state)) return store.retention.remove(entry.id)
  const files = await storedFiles(store.recordings, recordingId)
  const kept = files.filter(({ removedAtMs }) => removedAtMs === undefined)
  const keys = await keysBesideFiles(deps, recordingId, files)
  const hasCycles = (await store.openCycles.list(recordingId)).length > 0
  if (kept.length === 0 && !hasCycles) return removeAll(deps, entry, keys)
  const dueAtMs = lastDueAtMs(recording, kept)
  if (dueAtMs === null) return store.retention.remove(entry.id)
  // the manifest that was stored when it ended may not know of what was removed in that moment
  const isFirstLook = entry.keys.length === 0
  if (isFirstLook && !isManifestSeenTo && kept.length < files.length)
    await updateManifest(deps, recordingId)
  await store.thumbnails.retain(recordingId)
  const waiting = { ...entry, storage: recording.storage, keys }
  await store.retention.put({ ...waiting, dueAtMs: Math.max(dueAtMs, wallClock() + laterMs) })
}
