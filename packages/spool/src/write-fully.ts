import type { FileHandle } from 'node:fs/promises'

/**
 * Writes the whole buffer at its place; the file system may take fewer bytes than it was given, and a short write that
 * goes unseen is a hole in the recording.
 * @param position where it goes; said each time, so that what a failed write left behind is written over
 */
export const writeFully = async (
  handle: FileHandle,
  bytes: Buffer,
  position: number,
): Promise<void> => {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(
      bytes,
      written,
      bytes.length - written,
      position + written,
    )
    written += bytesWritten
  }
}
