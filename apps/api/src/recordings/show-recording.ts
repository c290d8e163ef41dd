import { type RecordingView, toRecordingView } from '@tapedeck/contracts'
import { isFinal, type Recording } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** A recording with its live figures while it runs. */
export const showRecording = async (
  { store }: ApiContext,
  recording: Recording,
): Promise<RecordingView> =>
  toRecordingView(
    recording,
    isFinal(recording.state) ? null : await store.progress.get(recording.id),
  )
