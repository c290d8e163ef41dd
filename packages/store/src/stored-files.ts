import type { RecordingFile } from '@tapedeck/domain'
import type { RecordingStore } from './store.ts'

const pageLimit = 500

/** Every file of a recording that is stored so far, in the order in which they were stored, a page at a time. */
export async function* eachPageOfFiles(
  recordings: Pick<RecordingStore, 'files'>,
  recordingId: string,
): AsyncGenerator<RecordingFile[]> {
  let cursor: string | null = null
  do {
    const page = await recordings.files(recordingId, { cursor, limit: pageLimit })
    yield page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}

/** Every file of a recording that is stored so far, in the order in which they were stored. */
export const storedFiles = async (
  recordings: Pick<RecordingStore, 'files'>,
  recordingId: string,
): Promise<RecordingFile[]> => {
  const files: RecordingFile[] = []
  for await (const page of eachPageOfFiles(recordings, recordingId)) files.push(...page)
  return files
}
