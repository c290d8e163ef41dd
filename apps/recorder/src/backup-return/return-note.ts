import { isTapedeckError } from '@tapedeck/contracts'
import { isFinal, type RecordingFile, type StorageTarget } from '@tapedeck/domain'
import { type ObjectStore, placeFacts } from '@tapedeck/object-store'
import type { RecordingStore } from '@tapedeck/store'
import type { BackupNote, NotePlace } from './backup-note.ts'
import { copyFile, objectKeysOf } from './move-file.ts'

/**
 * What became of a note. returned: the file is in its own storage and its record says so. removed: it was there
 * already. waiting: it is not told of yet, or was changed in this moment.
 */
export type ReturnOutcome = 'returned' | 'removed' | 'waiting'

export type ReturnDeps = {
  recordings: Pick<RecordingStore, 'get' | 'file' | 'updateFile'>
  resolveStorage: (target: StorageTarget) => ObjectStore
  /** The part of the backup storage that belongs to a target. */
  resolveBackup: (target: StorageTarget) => ObjectStore
  /** Stores the manifest of a recording again; false when it could not. */
  storeManifest(recordingId: string, signal: AbortSignal): Promise<boolean>
}

/** A note with the time that its key tells. */
type ReadNote = BackupNote & Pick<NotePlace, 'notedAtMs'>

/** The record of a file that is back in its own storage. */
const inOwnStorage = (file: RecordingFile, own: ObjectStore): RecordingFile => {
  const { isInBackup: _, ...facts } = file
  return { ...facts, ...placeFacts(own) }
}

/**
 * Moves a file back: copy, verify, record, manifest, and only then the objects in the backup go. It may break off
 * anywhere and be done again, also by two recorders at once.
 */
const returnFile = async (
  deps: ReturnDeps,
  { recordingId, storage, notedAtMs }: ReadNote,
  noted: RecordingFile,
  signal: AbortSignal,
): Promise<ReturnOutcome> => {
  const own = deps.resolveStorage(storage)
  const backup = deps.resolveBackup(storage)
  const recording = await deps.recordings.get(recordingId)
  const known = recording === null ? null : await deps.recordings.file(recordingId, noted.id)
  // a recorder that crashed in between tells of it when it comes back
  if (recording !== null && known === null) return 'waiting'
  const file = known ?? noted
  const keys = [...new Set([...objectKeysOf(file), ...objectKeysOf(noted)])]
  // moved before, or deleted with its recording
  if (file.isInBackup !== true || (known === null && (await isGone(backup, file.key)))) {
    await backup.remove(keys)
    return 'removed'
  }
  await copyFile(backup, own, { file, notedAtMs }, signal)
  if (known !== null && !(await deps.recordings.updateFile(inOwnStorage(known, own), known)))
    return 'waiting'
  if (recording !== null && isFinal(recording.state)) await deps.storeManifest(recordingId, signal)
  await backup.remove(keys)
  return 'returned'
}

const isGone = async (store: ObjectStore, key: string): Promise<boolean> => {
  try {
    await store.head(key)
    return false
  } catch (error) {
    if (isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND') return true
    throw error
  }
}

/** The manifest is made from the record, so the copy in the backup goes as soon as there is one in its place. */
const returnManifest = async (
  deps: ReturnDeps,
  { recordingId, storage }: BackupNote,
  key: string,
  signal: AbortSignal,
): Promise<ReturnOutcome> => {
  const recording = await deps.recordings.get(recordingId)
  const backup = deps.resolveBackup(storage)
  if (recording === null) {
    if (await isGone(backup, key)) return 'removed'
    const own = deps.resolveStorage(storage)
    await own.put(key, await backup.get(key), { contentType: 'application/json' })
  } else if (!(await deps.storeManifest(recordingId, signal))) return 'waiting'
  await backup.remove([key])
  return 'returned'
}

/**
 * Brings back what a note tells of. The caller removes the note unless the outcome is `waiting`.
 * @throws STORAGE_*, OBJECT_MISMATCH, REDIS_UNAVAILABLE: it can be tried again
 */
export const returnNote = async (
  deps: ReturnDeps,
  note: ReadNote,
  signal: AbortSignal,
): Promise<ReturnOutcome> => {
  if (note.file !== null) return returnFile(deps, note, note.file, signal)
  if (note.manifestKey !== null) return returnManifest(deps, note, note.manifestKey, signal)
  return 'removed'
}
