import { TapedeckError } from '@tapedeck/contracts'
import {
  isSliced,
  objectKeysOf,
  outputOf,
  type Recording,
  type RecordingFile,
  type StorageTarget,
  storageOfOutput,
} from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { configuredStore, removeFileObjects } from '../recordings/recording-files.ts'

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

/** So often it is tried again when somebody moves or checks the file in this moment. */
const maxTries = 10

/** Has the reconciler store the manifest again, which names the file as one that is there. */
const noteRemoval = async (
  { store, clock }: ApiContext,
  file: RecordingFile,
  storage: StorageTarget,
): Promise<void> => {
  const { id, recordingId } = file
  const facts = { keys: objectKeysOf(file), isInBackup: file.isInBackup ?? false }
  const bytes = isSliced(file.format) ? null : file.bytes
  const dueAtMs = clock()
  await store.retention.put({ id, recordingId, fileId: id, storage, bytes, dueAtMs, ...facts })
}

/** Objects go first: when the storage fails, the file is still there to be removed. */
const removeFile = async (
  context: ApiContext,
  { recordingId, id }: RecordingFile,
): Promise<void> => {
  const { recordings } = context.store
  for (let tries = 0; tries < maxTries; tries++) {
    const file = await recordings.file(recordingId, id)
    if (file === null || file.removedAtMs !== undefined) return
    const target = targetOfFile(file, await recordings.get(recordingId))
    await removeFileObjects(context, file, target)
    if (!(await recordings.updateFile({ ...file, removedAtMs: context.clock() }, file))) continue
    return noteRemoval(context, file, target)
  }
  throw new TapedeckError('RECORD_STALE')
}

/**
 * Takes a file out of what the foreign API lists, and removes its objects when asked: its record then says that they are gone.
 * @throws TapedeckError STORAGE_*
 */
export const deleteFile = async (
  context: ApiContext,
  file: RecordingFile,
  withObjects: boolean,
): Promise<void> => {
  if (withObjects) await removeFile(context, file)
  else await context.store.fileIndex.forget(file.id)
}
