import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isSentNote } from './sent-keys.ts'
import { setAsideDirectory } from './set-aside.ts'
import { isSpoolFile } from './spool-reader.ts'
import type { SpoolUsage } from './spool-usage.ts'
import { isStandByMark } from './stand-by.ts'

/** Names of the recordings' directories; those that begin with a dot are ours. */
export const recordingsIn = async (directory: string): Promise<string[]> =>
  (await directoriesIn(directory)).filter((name) => !name.startsWith('.'))

/** True for the directory of a generation, among those of a recording. */
export const isGeneration = (name: string): boolean => /^\d+$/.test(name)

/** Bytes of all files below a directory; 0 when it is not there. */
export const bytesBelow = async (directory: string): Promise<number> => {
  let bytes = 0
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  for (const entry of entries)
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  return bytes
}

/**
 * Before the first recording of a process: deletes work files, which are composed again from the fragments, and counts
 * what is left.
 * @returns bytes of the work files
 */
export const recoverSpool = async (directory: string, usage: SpoolUsage): Promise<number> => {
  let deletedBytes = 0
  const remove = async (path: string): Promise<void> => {
    const facts = await stat(path)
    deletedBytes += facts.isDirectory() ? await bytesBelow(path) : facts.size
    await rm(path, { recursive: true, force: true })
  }
  for (const recordingId of await recordingsIn(directory))
    for (const name of await directoriesIn(join(directory, recordingId))) {
      const path = join(directory, recordingId, name)
      if (!isGeneration(name)) {
        await remove(path)
        continue
      }
      for (const file of await readdir(path))
        if (!isSpoolFile(file) && !isStandByMark(file) && !isSentNote(file))
          await remove(join(path, file))
      usage.add(recordingId, name, await bytesBelow(path))
    }
  const aside = join(directory, setAsideDirectory)
  usage.add(setAsideDirectory, '', await bytesBelow(aside))
  return deletedBytes
}

const directoriesIn = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
