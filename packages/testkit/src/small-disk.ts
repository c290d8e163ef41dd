import { execFile } from 'node:child_process'
import { mkdtemp, rm, rmdir, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of its own that is soon full. */
export type SmallDisk = {
  directory: string
  /** Takes all room but so many bytes, as somebody else's file; what it took before is given back. */
  leaveBytes(bytes: number): Promise<void>
  unmount(): Promise<void>
}

/** Mounts one; a sentence when this machine does not let us. */
export const mountSmallDisk = async (megabytes: number): Promise<SmallDisk | string> => {
  const directory = await mkdtemp(join(tmpdir(), 'small-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tapedeck-test', directory])
  } catch (error) {
    await rmdir(directory)
    return `a small file system cannot be mounted: ${(error as Error).message.trim()}`
  }
  const other = join(directory, 'somebody-elses')
  return {
    directory,
    async leaveBytes(bytes) {
      await rm(other, { force: true })
      const { bavail, bsize } = await statfs(directory)
      const taken = Math.floor((bavail * bsize - bytes) / bsize) * bsize
      if (taken <= 0) return
      await writeFile(other, Buffer.alloc(taken)).catch((error: NodeJS.ErrnoException) => {
        // whoever else writes there was faster: it is as full as can be
        if (error.code !== 'ENOSPC') throw error
      })
    },
    async unmount() {
      await run('umount', [directory])
      await rmdir(directory)
    },
  }
}
