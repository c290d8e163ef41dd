import { TapedeckError } from '@tapedeck/contracts'
import { crc32Combine, isSliced, type RecordingFile } from '@tapedeck/domain'
import { playlistContentType } from '@tapedeck/media'
import type { ObjectStore } from '@tapedeck/object-store'
import { moveObject } from './move-object.ts'

/** Every object of a file, the one that names the others last. */
export const objectKeysOf = (file: RecordingFile): string[] => [
  ...file.slices.map((slice) => slice.key),
  ...(file.initKey === null ? [] : [file.initKey]),
  file.key,
]

/** Content type of the media, as the composers have it. */
const mediaType = ({ format, width }: RecordingFile): string => {
  if (format === 'flv') return 'video/x-flv'
  if (format === 'm3u8') return 'video/mp2t'
  return width === null ? 'audio/mp4' : 'video/mp4'
}

/**
 * Copies every object of a file into another store and verifies size and CRC-32 against the file's record and against
 * what arrived. The playlist comes last, so that it never names a slice that is not there.
 * @throws OBJECT_MISMATCH; STORAGE_*; the signal's reason
 */
export const copyFile = async (
  from: ObjectStore,
  to: ObjectStore,
  { file, notedAtMs }: { file: RecordingFile; notedAtMs: number },
  signal: AbortSignal,
): Promise<void> => {
  const contentType = mediaType(file)
  const expected = { bytes: file.bytes, crc: Number.parseInt(file.crc32, 16) }
  if (!isSliced(file.format)) {
    await moveObject(from, to, { key: file.key, contentType, notedAtMs }, expected, signal)
    return
  }
  let sum = { bytes: 0, crc: 0 }
  for (const { key } of file.slices) {
    const slice = await moveObject(from, to, { key, contentType, notedAtMs }, null, signal)
    sum = { bytes: sum.bytes + slice.bytes, crc: crc32Combine(sum.crc, slice.crc, slice.bytes) }
  }
  if (sum.bytes !== expected.bytes || sum.crc !== expected.crc)
    throw new TapedeckError('OBJECT_MISMATCH', {
      detail: `The slices of "${file.key}" in the backup storage are not what was recorded; they stay there.`,
    })
  if (file.initKey !== null)
    await moveObject(from, to, { key: file.initKey, contentType, notedAtMs }, null, signal)
  await moveObject(
    from,
    to,
    { key: file.key, contentType: playlistContentType, notedAtMs },
    null,
    signal,
  )
}
