import { TapedeckError } from '@tapedeck/contracts'
import { cancelUntaken } from '@tapedeck/control'
import type { Recording, RecordingState, StopMode } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { findRecording, foundRecording } from './find-recording.ts'

/** States in which a cycle is open. */
const splittable: readonly RecordingState[] = ['recording', 'interrupted', 'paused']

/**
 * Asks for the end of a recording; asking again, or after the end, changes nothing.
 * @throws TapedeckError RECORDING_NOT_FOUND
 */
export const stopRecording = async (
  context: ApiContext,
  id: string,
  mode: StopMode,
): Promise<Recording> => {
  const { store } = context
  const recording = foundRecording(await store.recordings.setDesired(id, { stop: mode }), id)
  return cancelUntaken(store, recording)
}

/**
 * Asks the recorder to close the running cycle at the next keyframe.
 * @throws TapedeckError RECORDING_NOT_FOUND, or RECORDING_NOT_RUNNING when no cycle is open
 */
export const splitRecording = async (context: ApiContext, id: string): Promise<Recording> => {
  const { state } = await findRecording(context, id)
  if (!splittable.includes(state))
    throw new TapedeckError('RECORDING_NOT_RUNNING', {
      detail: `The recording is ${state}; there is no running cycle to close.`,
    })
  return foundRecording(await context.store.recordings.setDesired(id, { addSplit: true }), id)
}
