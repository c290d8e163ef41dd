import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { recordingIdPattern } from '@tapedeck/domain'
import { readOr } from './medium.ts'
import { isSentNote } from './sent-keys.ts'
import { setAsideDirectory } from './set-aside.ts'
import { isSpoolFile } from './spool-reader.ts'
import type { SpoolUsage } from './spool-usage.ts'
import { isStandByMark } from './stand-by.ts'

/**
 * Names of the directories that can be recordings'. Nobody looks into others: `lost+found` and what lies in a directory
 * that was named by mistake are not ours.
 */
export const recordingsIn = async (directory: string): Promise<string[]> =>
  (await directoriesIn(directory)).filter((name) => recordingIdPattern.test(name))

/** True for the directory of a generation, among those of a recording. */
export const isGeneration = (name: string): boolean => /^\d+$/.test(name)

const workPrefix = 'work-'

/** Name of a directory for work files, among those of a recording. */
export const workDirectoryOf = (name: string): string => `${workPrefix}${name}`

/** Files that only this package makes, and keeps when a process starts. */
const isKept = (name: string): boolean =>
  isSpoolFile(name) || isStandByMark(name) || isSentNote(name)

/** Bytes of all files below a directory, as far as the medium tells; 0 when it is not there. */
export const bytesBelow = async (directory: string): Promise<number> => {
  let bytes = 0
  const options = { withFileTypes: true, recursive: true } as const
  const entries = await readOr(readdir(directory, options), []).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  for (const entry of entries)
    if (entry.isFile())
      bytes += (await readOr(stat(join(entry.parentPath, entry.name)), null))?.size ?? 0
  return bytes
}

/**
 * Before the first recording of a process: deletes work files, which are composed again from the fragments, and counts
 * what is left. Nothing goes that may be somebody else's: a directory is a generation's when something in it is surely
 * ours, and of other directories only those for work files are deleted.
 * @returns bytes of the work files
 */
export const recoverSpool = async (directory: string, usage: SpoolUsage): Promise<number> => {
  let deletedBytes = 0
  const remove = async (path: string): Promise<void> => {
    const facts = await readOr(stat(path), null)
    const bytes = facts?.isDirectory() === true ? await bytesBelow(path) : (facts?.size ?? 0)
    await readOr(rm(path, { recursive: true, force: true }), null)
    deletedBytes += bytes
  }
  for (const recordingId of await recordingsIn(directory))
    for (const name of await readOr(directoriesIn(join(directory, recordingId)), [])) {
      const path = join(directory, recordingId, name)
      if (name.startsWith(workPrefix)) await remove(path)
      if (!isGeneration(name)) continue
      const files = await readOr(readdir(path), [])
      if (!files.some(isKept)) continue
      for (const file of files) if (!isKept(file)) await remove(join(path, file))
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
