import { type FileView, isTapedeckError, TapedeckError, toFileView } from '@tapedeck/contracts'
import { isFinal, manifestKeyOf, type Recording, type RecordingFile } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { eachPageOfFiles } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'

/** The store that holds a file's objects; null when its type, or the backup that it is in, is no longer configured. */
const storeOf = (
  { storageOfFile }: ApiContext,
  recording: Recording,
  file: Pick<RecordingFile, 'isInBackup'>,
): ObjectStore | null => {
  try {
    return storageOfFile(file, recording.storage)
  } catch (error) {
    if (isTapedeckError(error) && error.code === 'STORAGE_NOT_CONFIGURED') return null
    throw error
  }
}

/** Files with links that work without credentials for `presignSeconds`. */
export const showFiles = async (
  context: ApiContext,
  recording: Recording,
  files: RecordingFile[],
): Promise<FileView[]> => {
  const { presignSeconds } = context.config
  return Promise.all(
    files.map(async (file) => {
      const store = storeOf(context, recording, file)
      return toFileView(file, (await store?.presignGet(file.key, presignSeconds)) ?? null)
    }),
  )
}

const keysOf = (file: RecordingFile): string[] => [
  file.key,
  ...(file.initKey === null ? [] : [file.initKey]),
  ...file.slices.map((slice) => slice.key),
]

const removeObjects = async (context: ApiContext, recording: Recording): Promise<void> => {
  const store = context.storage(recording.storage)
  let manifestKey: string | null = null
  for await (const files of eachPageOfFiles(context.store.recordings, recording.id)) {
    const [first] = files
    if (first !== undefined) manifestKey ??= manifestKeyOf(recording.id, first.key)
    for (const file of files) {
      // of one in the backup, its own storage may hold what was sent before it failed
      await store.remove(keysOf(file))
      if (file.isInBackup === true)
        await context.storageOfFile(file, recording.storage).remove(keysOf(file))
    }
  }
  // last, so that a removal that broke off can still be understood from it
  if (manifestKey === null) return
  await storeOf(context, recording, { isInBackup: true })?.remove([manifestKey])
  await store.remove([manifestKey])
}

/**
 * Deletes a finished recording, and its objects too when asked. When the storage fails, the record stays.
 * @throws TapedeckError RECORDING_NOT_FINISHED, STORAGE_*
 */
export const deleteRecording = async (
  context: ApiContext,
  recording: Recording,
  withFiles: boolean,
): Promise<void> => {
  if (!isFinal(recording.state))
    throw new TapedeckError('RECORDING_NOT_FINISHED', {
      detail: `The recording is ${recording.state}; stop it first.`,
    })
  if (withFiles) await removeObjects(context, recording)
  await context.store.recordings.remove(recording.id)
}
