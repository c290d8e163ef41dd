import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** How a disk took a stream of small synced writes, as the spool makes them. */
export type DiskSpeed = {
  bytesPerSecond: number
  /** The longest of the syncs, in milliseconds. */
  worstSyncMs: number
}

const mib = 1024 * 1024
const writes = 24

const writeAndSync = async (file: FileHandle): Promise<DiskSpeed> => {
  const piece = Buffer.alloc(mib, 0x5a)
  const startedAt = performance.now()
  let worstSyncMs = 0
  for (let index = 0; index < writes; index++) {
    await file.write(piece)
    const before = performance.now()
    await file.datasync()
    worstSyncMs = Math.max(worstSyncMs, performance.now() - before)
  }
  const seconds = (performance.now() - startedAt) / 1000
  return { bytesPerSecond: (writes * mib) / seconds, worstSyncMs }
}

/**
 * Writes 24 MiB to a file of its own, each MiB made safe from a power cut. The file has no name while it is written, so
 * nothing stays of it whatever happens, and no recorder sees it.
 * @throws what the file system throws: EACCES, EROFS, ENOSPC …
 */
export const tryDisk = async (directory: string): Promise<DiskSpeed> => {
  const path = join(directory, `.doctor-${randomUUID()}`)
  const file = await open(path, 'wx')
  try {
    await rm(path)
    return await writeAndSync(file)
  } finally {
    await file.close()
  }
}
