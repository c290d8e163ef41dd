import { degradationsOf, type RecordingFile } from '@tapedeck/domain'
import type { RecordingStore } from './store.ts'

/** Tells what is wrong with a stored file: each thing once, whoever does it and however often. */
export const tellWrong = async (
  recordings: Pick<RecordingStore, 'tellDegraded'>,
  file: RecordingFile,
): Promise<void> => {
  for (const degradation of degradationsOf(file))
    await recordings.tellDegraded(file.recordingId, degradation)
}
