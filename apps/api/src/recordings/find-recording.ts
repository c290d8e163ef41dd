import { TapedeckError } from '@tapedeck/contracts'
import type { Recording } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** The record, or RECORDING_NOT_FOUND. */
export const foundRecording = (recording: Recording | null, id: string): Recording => {
  if (recording === null)
    throw new TapedeckError('RECORDING_NOT_FOUND', { detail: `There is no recording "${id}".` })
  return recording
}

/** @throws TapedeckError RECORDING_NOT_FOUND */
export const findRecording = async ({ store }: ApiContext, id: string): Promise<Recording> =>
  foundRecording(await store.recordings.get(id), id)
