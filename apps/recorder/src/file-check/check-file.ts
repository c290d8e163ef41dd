import type { FileCheck, RecordingFile } from '@tapedeck/domain'
import { type DecodeOptions, decodeMedia } from '@tapedeck/ffmpeg'
import type { ObjectStore } from '@tapedeck/object-store'
import { StoredBytes } from './stored-bytes.ts'

/** Time that starting and reading take in any case, and longest time of a check. */
const leastTimeoutMs = 120_000
const longestTimeoutMs = 6 * 3_600_000

/** A check gives way to recordings, so that it may take as long as the media plays, and again. */
const timeoutOf = ({ durationMs }: RecordingFile): number =>
  Math.min(longestTimeoutMs, leastTimeoutMs + 2 * durationMs)

const maxDetailChars = 1000

/** That this host's ffmpeg cannot decode a codec says nothing of the file. */
const lacksDecoder = (complaint: string): boolean => /decoder .*not found/i.test(complaint)

/**
 * Reads a stored file back, compares it with its record and decodes all of it, in one pass and without a copy on disk.
 * @throws TapedeckError STORAGE_* and FFMPEG_FAILED when nothing can be said of it; the signal's reason
 */
export const checkFile = async (
  file: RecordingFile,
  objects: ObjectStore,
  how: Pick<DecodeOptions, 'ffmpegPath' | 'signal'>,
): Promise<Omit<FileCheck, 'checkedAtMs'>> => {
  const stored = new StoredBytes(objects, file)
  const complaint = await decodeMedia(stored.read(), {
    ...how,
    format: file.format,
    timeoutMs: timeoutOf(file),
  })
  const damages = stored.damages()
  if (damages.length > 0) {
    if (complaint !== null && stored.bytes > 0) damages.push(`It does not decode: ${complaint}.`)
    return { outcome: 'damaged', detail: damages.join(' ').slice(0, maxDetailChars) }
  }
  if (complaint === null) return { outcome: 'ok', detail: null }
  if (lacksDecoder(complaint))
    return {
      outcome: 'ok',
      detail: `Its bytes are those that were stored; they were not decoded: ${complaint}.`,
    }
  // what was salvaged ends wherever its recorder was lost, and was told of as such
  if (file.isSalvaged === true)
    return {
      outcome: 'ok',
      detail: `Its bytes are those that were salvaged; its end does not decode: ${complaint}.`,
    }
  return {
    outcome: 'damaged',
    detail: `Its bytes are those that were stored, but they do not decode: ${complaint}.`.slice(
      0,
      maxDetailChars,
    ),
  }
}
