import type { RecordingFile } from '@tapedeck/domain'
import { eachPage } from './each-page.ts'
import type { RecordingStore } from './store.ts'

/** Every file of a recording that is stored so far, in the order in which they were stored, a page at a time. */
export const eachPageOfFiles = (
  recordings: Pick<RecordingStore, 'files'>,
  recordingId: string,
): AsyncGenerator<RecordingFile[]> => eachPage((page) => recordings.files(recordingId, page))

/** Every file of a recording that is stored so far, in the order in which they were stored. */
export const storedFiles = async (
  recordings: Pick<RecordingStore, 'files'>,
  recordingId: string,
): Promise<RecordingFile[]> => {
  const files: RecordingFile[] = []
  for await (const page of eachPageOfFiles(recordings, recordingId)) files.push(...page)
  return files
}
