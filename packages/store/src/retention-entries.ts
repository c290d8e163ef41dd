import { deflateRawSync, inflateRawSync } from 'node:zlib'
import {
  hasRetention,
  isFinal,
  isSliced,
  objectKeysOf,
  outputOf,
  type Recording,
  type RecordingFile,
  removalDueAtMs,
  storageOfOutput,
} from '@tapedeck/domain'
import type { RetentionEntry } from './stream-stores.ts'

/**
 * An entry as it is stored. Entries live for years, and one names every slice of a file: 720 keys of an hour are 58 KB as
 * they are, 6 KB so. Text, because scripts get it within JSON.
 */
export const encodeEntry = (entry: RetentionEntry): string =>
  deflateRawSync(JSON.stringify(entry)).toString('base64')

export const decodeEntry = (text: string): RetentionEntry =>
  JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as RetentionEntry

/** What an entry holds of a file as its record is now. */
export const factsOfFile = (
  file: RecordingFile,
): Pick<RetentionEntry, 'keys' | 'bytes' | 'isInBackup'> => ({
  keys: objectKeysOf(file),
  bytes: isSliced(file.format) ? null : file.bytes,
  isInBackup: file.isInBackup ?? false,
})

/**
 * The entry of a file; null when it stays for ever. One that ended before its recording was asked for was timed by a clock that
 * was behind: it would be due before its time, and is counted from when it was stored.
 */
const entryOfFile = (
  recording: Recording,
  file: RecordingFile,
  nowMs: number,
): RetentionEntry | null => {
  const { createdAtMs } = recording
  const endedAtMs = file.endedAtMs >= createdAtMs ? file.endedAtMs : Math.max(nowMs, createdAtMs)
  const dueAtMs = removalDueAtMs(recording.template, { ...file, endedAtMs })
  if (dueAtMs === null) return null
  return {
    id: file.id,
    recordingId: recording.id,
    storage: storageOfOutput(recording, outputOf(file)),
    fileId: file.id,
    dueAtMs,
    ...factsOfFile(file),
  }
}

/** The entry of a recording that ends, due at once: what is to be removed is then known, and filled in by the reconciler. */
const entryOfRecording = (recording: Recording, nowMs: number): RetentionEntry => ({
  id: recording.id,
  recordingId: recording.id,
  storage: recording.storage,
  keys: [],
  fileId: null,
  dueAtMs: nowMs,
})

/** What a write of a recording's record has to note: of the file that it adds, and of the recording that it ends. */
export const entriesOfWrite = (
  before: Recording,
  next: Recording,
  file: RecordingFile | undefined,
  nowMs: number,
): RetentionEntry[] => {
  const entry = file === undefined ? null : entryOfFile(next, file, nowMs)
  // a filler may come into storage when the recording has ended
  const mayBeWhole = isFinal(next.state) && (!isFinal(before.state) || file !== undefined)
  const isNoted = mayBeWhole && next.fileCount > 0 && hasRetention(next.template)
  return [...(entry === null ? [] : [entry]), ...(isNoted ? [entryOfRecording(next, nowMs)] : [])]
}
