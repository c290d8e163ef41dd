import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, type FileHandle, link, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDirectory, moveIntoPlace, writeDurably } from './durable-write.ts'
import { errnoOf, isMissing } from './filesystem-error.ts'

/** Milliseconds after which an unfinished file that nobody writes to was left by a crash. */
const abandonedAfterMs = 24 * 3600 * 1000

/**
 * Stores a file under its final name by way of a temporary one: after a crash there is the old file or the new
 * one, and perhaps an unfinished one that `removeAbandoned` finds.
 */
export const writeFileAtomically = async (
  directory: string,
  path: string,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> => {
  const unfinished = join(directory, randomUUID())
  await makeDirectory(directory)
  try {
    await writeDurably(unfinished, write)
    await moveIntoPlace(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

/** Adds the bytes of a file on disk, or the first of them, to an open one. */
export const appendFile = async (
  to: FileHandle,
  path: string,
  firstBytes = Number.POSITIVE_INFINITY,
): Promise<void> => {
  if (firstBytes <= 0) return
  const range = { highWaterMark: 1024 * 1024, end: firstBytes - 1 }
  for await (const chunk of createReadStream(path, range)) await to.writeFile(chunk as Buffer)
}

/**
 * Gives an object a second name. A hard link is enough, for an object is replaced but never written to;
 * where the file system has no links, the bytes are copied.
 */
export const linkAtomically = async (
  directory: string,
  from: string,
  to: string,
): Promise<void> => {
  const unfinished = join(directory, randomUUID())
  await makeDirectory(directory)
  try {
    try {
      await link(from, unfinished)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === null || !errnosWithoutLinks.has(errno)) throw error
      await copyFile(from, unfinished)
      await sync(unfinished)
    }
    await moveIntoPlace(unfinished, to)
  } finally {
    // a rename between two names of one file does nothing and leaves both
    await rm(unfinished, { force: true })
  }
}

const errnosWithoutLinks = new Set(['EMLINK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EXDEV'])

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Removes what crashed writers left. */
export const removeAbandoned = async (directory: string, nowMs: number): Promise<void> => {
  for (const name of await namesIn(directory)) {
    const path = join(directory, name)
    try {
      if (nowMs - (await stat(path)).mtimeMs > abandonedAfterMs) await rm(path, { force: true })
    } catch (error) {
      // another process finished or removed it
      if (!isMissing(error)) throw error
    }
  }
}

/** The names in a directory; none when there is no such directory. */
export const namesIn = async (directory: string): Promise<string[]> => {
  try {
    return await readdir(directory)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
