import {
  isSliced,
  objectKeysOf,
  outputOf,
  type Recording,
  type RecordingFile,
  removalDueAtMs,
  storageOfOutput,
} from '@tapedeck/domain'
import type { RetentionEntry } from '@tapedeck/store'
import { removeFileObjects } from './remove-objects.ts'
import type { RetentionDeps } from './retention-deps.ts'

/** marked: the record of the file says that its objects are gone; its entry waits until the stored manifest says so, too. */
export type FileRemoval = 'marked' | 'settled'

/** Removes a file whose record is there: the record says what its objects are, and when they are due. */
const removeKnown = async (
  deps: RetentionDeps,
  entry: RetentionEntry,
  recording: Recording,
  file: RecordingFile,
): Promise<FileRemoval> => {
  const { store, metrics, wallClock } = deps
  // also by a user, before its time
  if (file.removedAtMs !== undefined) return 'marked'
  const dueAtMs = removalDueAtMs(recording.template, file)
  if (dueAtMs === null) {
    await store.retention.remove(entry.id)
    return 'settled'
  }
  // another recording of the same id, with a file of the same id
  if (dueAtMs > wallClock()) {
    await store.retention.put({ ...entry, dueAtMs })
    return 'settled'
  }
  const removed = await removeFileObjects(deps, storageOfOutput(recording, outputOf(file)), {
    keys: objectKeysOf(file),
    bytes: isSliced(file.format) ? null : file.bytes,
    isInBackup: file.isInBackup ?? false,
  })
  // one that was moved or checked in this moment is looked at again by the next pass
  if (!(await store.recordings.updateFile({ ...file, removedAtMs: wallClock() }, file)))
    return 'settled'
  metrics.removedFile(removed)
  return 'marked'
}

/** Removes the objects of one file whose time is over. Done twice, or by two processes at once, it changes nothing more. */
export const removeDueFile = async (
  deps: RetentionDeps,
  entry: RetentionEntry,
  fileId: string,
): Promise<FileRemoval> => {
  const { store, metrics, log } = deps
  const recording = await store.recordings.get(entry.recordingId)
  if (recording !== null) {
    const file = await store.recordings.file(entry.recordingId, fileId)
    if (file !== null) return removeKnown(deps, entry, recording, file)
    // a new recording under the id of one that was deleted; it may write under the same keys
    log.warn(
      { fileId, recordingId: entry.recordingId },
      'a file that is due is of a former recording',
    )
    await store.retention.remove(entry.id)
    return 'settled'
  }
  const { keys, storage, bytes = null, isInBackup = false } = entry
  const removed = await removeFileObjects(deps, storage, { keys, bytes, isInBackup })
  await store.retention.remove(entry.id)
  metrics.removedFile(removed)
  return 'settled'
}
