import { type KeyBook, type Recording, type RecordingFile, renderPattern } from '@tapedeck/domain'

const extension = '.jpg'

/**
 * The key of a thumbnail.
 * @param interval counts the intervals of the recording from 0: its sequence
 * @param atMs wall time at which it was live, Unix milliseconds
 */
export const thumbnailKey = (
  { id, stream, template }: Pick<Recording, 'id' | 'stream' | 'template'>,
  { interval, atMs }: { interval: number; atMs: number },
  keys: KeyBook,
): string => {
  const rendered = renderPattern(template.thumbnails?.objectPattern ?? '{RecordingId}/{Sequence}', {
    ...stream,
    recordingId: id,
    format: 'jpg',
    sequence: interval,
    startMs: atMs,
    endMs: null,
  })
  return keys.enter(rendered, extension, interval)
}

/** The key of a file's poster: that of the file with another extension, unless another picture has it. */
export const posterKey = (
  { key, sequence }: Pick<RecordingFile, 'key' | 'sequence'>,
  keys: KeyBook,
): string => keys.enter(key.replace(/\.[^./]+$/, ''), extension, sequence)
