import type { RecordingFile, StreamName } from '@tapedeck/domain'

/** A stored file and the stream that it is of. */
export type IndexedFile = { file: RecordingFile; stream: StreamName; storedAtMs: number }

export type FileIndexQuery = {
  /**
   * Of which recordings (200 at most), whatever they are; else those of a stream, by recordings that its record drives; else (both
   * null) those of jobs: of recordings that somebody submitted.
   */
  recordingIds: string[] | null
  stream: StreamName | null
  format: string | null
  /** Files whose beginning lies in the span, both ends included; null is open. */
  fromMs: number | null
  toMs: number | null
  order: 'asc' | 'desc'
  /** Files to leave out, and to give: page n of size s is offset (n - 1) * s. */
  offset: number
  limit: number
}

/**
 * Stored files over all recordings, by the time at which they begin: for APIs that ask for files and not for recordings.
 * A file is in it from the step that stores it (files of versions before the index never are) until its objects are
 * removed (`updateFile` with `removedAtMs`), it is forgotten, or its recording is removed or expires.
 */
export type FileIndexStore = {
  /** `total` counts every match. */
  find(query: FileIndexQuery): Promise<{ files: IndexedFile[]; total: number }>
  get(fileId: string): Promise<IndexedFile | null>
  /**
   * Takes the file out of the index; false when it is not there. Its record stays with the recording, which must know of
   * its objects as long as they exist: who removes them writes `removedAtMs` (`RecordingStore.updateFile`).
   */
  forget(fileId: string): Promise<boolean>
}
