import { TapedeckError } from '@tapedeck/contracts'
import { fileIdOf, isFinal, outputOf, type Recording, type RecordingFile } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** True for the cycle that a format records now, or whose file is still on its way into storage. */
const isBeingRecorded = async (
  { store }: ApiContext,
  recording: Recording,
  fileId: string,
): Promise<boolean> => {
  if (isFinal(recording.state)) return false
  const progress = await store.progress.get(recording.id)
  return (progress?.cycles ?? []).some((cycle) => {
    const { sequence } = cycle
    const prefix = fileIdOf(recording.id, outputOf(cycle), 0).slice(0, -1)
    const number = fileId.startsWith(prefix) ? fileId.slice(prefix.length) : ''
    return /^\d{1,9}$/.test(number) && Number(number) <= sequence
  })
}

/**
 * Has a stored file checked; asking again while a check of it waits or runs changes nothing.
 * @throws TapedeckError FILE_NOT_FOUND, FILE_NOT_STORED, SERVICE_BUSY
 */
export const requestCheck = async (
  context: ApiContext,
  recording: Recording,
  fileId: string,
): Promise<RecordingFile> => {
  const { store, producer } = context
  const file = await store.recordings.file(recording.id, fileId)
  if (file?.removedAtMs !== undefined)
    throw new TapedeckError('FILE_NOT_FOUND', {
      detail: `"${fileId}" was removed at ${new Date(file.removedAtMs).toISOString()}.`,
    })
  if (file !== null) {
    await producer.check.add({ recordingId: recording.id, fileId })
    return file
  }
  if (await isBeingRecorded(context, recording, fileId))
    throw new TapedeckError('FILE_NOT_STORED', {
      detail: `"${fileId}" is still being recorded, or on its way into storage.`,
    })
  throw new TapedeckError('FILE_NOT_FOUND', {
    detail: `The recording has no file "${fileId}".`,
  })
}
