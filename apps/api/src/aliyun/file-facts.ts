import type { Recording, StorageTarget } from '@tapedeck/domain'
import { objectKeysOf, outputOf, type RecordingFile, storageOfOutput } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { configuredStore } from '../recordings/recording-files.ts'

/** Where a file lies; of one whose recording is gone, its own words. */
export const targetOfFile = (file: RecordingFile, recording: Recording | null): StorageTarget => {
  if (recording !== null) return storageOfOutput(recording, outputOf(file))
  return file.storageType === 's3'
    ? { type: 's3', bucket: file.bucket }
    : { type: 'filesystem', directory: null }
}

/** A link to the object that works without credentials for a while; empty when there is none. */
export const linkOfFile = async (
  context: ApiContext,
  file: RecordingFile,
  target: StorageTarget,
): Promise<string> => {
  if (file.removedAtMs !== undefined) return ''
  const store = configuredStore(() => context.storageOfFile(file, target))
  return (await store?.presignGet(file.key, context.config.presignSeconds)) ?? ''
}

/**
 * Removes the record of a file, and its objects when asked; false when there is none of that id. Objects go first: when the storage
 * fails, the file is still there to be removed.
 * @throws TapedeckError STORAGE_*
 */
export const deleteFile = async (
  context: ApiContext,
  file: RecordingFile,
  withObjects: boolean,
): Promise<boolean> => {
  if (withObjects) {
    const recording = await context.store.recordings.get(file.recordingId)
    const target = targetOfFile(file, recording)
    await context.storageOfFile(file, target).remove(objectKeysOf(file))
  }
  return context.store.fileIndex.forget(file.id)
}
