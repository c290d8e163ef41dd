import { type FileView, isTapedeckError, TapedeckError, toFileView } from '@tapedeck/contracts'
import {
  isFinal,
  manifestKeyOf,
  objectKeysOf,
  outputOf,
  type Recording,
  type RecordingFile,
  type StorageTarget,
  storageOfOutput,
} from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { eachPage, eachPageOfFiles, removeUnlisted } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'

/** The store that `open` gives; null when its type, or the backup that a file is in, is no longer configured. */
export const configuredStore = (open: () => ObjectStore): ObjectStore | null => {
  try {
    return open()
  } catch (error) {
    if (isTapedeckError(error) && error.code === 'STORAGE_NOT_CONFIGURED') return null
    throw error
  }
}

/** The target of the output that a file is of. */
const targetOf = (recording: Recording, file: RecordingFile): StorageTarget =>
  storageOfOutput(recording, outputOf(file))

/** The store that holds a file's objects; null when it is no longer configured. */
export const storeOf = (
  { storageOfFile }: ApiContext,
  recording: Recording,
  file: RecordingFile,
): ObjectStore | null => configuredStore(() => storageOfFile(file, targetOf(recording, file)))

/**
 * Files with links that work without credentials for `presignSeconds`: of their storage, or of the API where that has none.
 * @param address that of the API for who asks
 */
export const showFiles = async (
  context: ApiContext,
  recording: Recording,
  files: RecordingFile[],
  address: string,
): Promise<FileView[]> => {
  const { presignSeconds } = context.config
  const linkOf = async (file: RecordingFile, store: ObjectStore): Promise<string | null> =>
    // of a registered storage that is gone the API could not give them either
    store.type === 'filesystem'
      ? context.signedLinks.link(address, { recordingId: recording.id, fileId: file.id })
      : store.presignGet(file.key, presignSeconds)
  return Promise.all(
    files.map(async (file) => {
      const store = file.removedAtMs === undefined ? storeOf(context, recording, file) : null
      return toFileView(file, store === null ? null : await linkOf(file, store))
    }),
  )
}

const removeThumbnails = async (
  { store }: ApiContext,
  recording: Recording,
  objects: ObjectStore,
): Promise<void> => {
  await removeUnlisted(store.thumbnails, recording.id, (keys) => objects.remove(keys))
  for await (const thumbnails of eachPage((page) => store.thumbnails.list(recording.id, page)))
    await objects.remove(thumbnails.map(({ key }) => key))
}

/**
 * Removes the objects of a file. Of one in the backup, its own storage may hold what was sent before it failed.
 * @throws TapedeckError STORAGE_*
 */
export const removeFileObjects = async (
  context: ApiContext,
  file: RecordingFile,
  target: StorageTarget,
): Promise<void> => {
  const keys = objectKeysOf(file)
  await context.storage(target).remove(keys)
  if (file.isInBackup === true) await context.storageOfFile(file, target).remove(keys)
}

const removeObjects = async (context: ApiContext, recording: Recording): Promise<void> => {
  const own = context.storage(recording.storage)
  let manifestKey: string | null = null
  for await (const files of eachPageOfFiles(context.store.recordings, recording.id)) {
    const [first] = files
    if (first !== undefined) manifestKey ??= manifestKeyOf(recording.id, first.key)
    for (const file of files) await removeFileObjects(context, file, targetOf(recording, file))
  }
  await removeThumbnails(context, recording, own)
  // last, so that a removal that broke off can still be understood from it
  if (manifestKey === null) return
  const inBackup = () => context.storageOfFile({ isInBackup: true }, recording.storage)
  await configuredStore(inBackup)?.remove([manifestKey])
  await own.remove([manifestKey])
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
