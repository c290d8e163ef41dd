import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from './filesystem-error.ts'

/** Makes the names in a directory durable. */
const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Creates a directory and its parents so that they survive a power cut. */
export const makeDirectory = async (directory: string): Promise<void> => {
  const first = await mkdir(directory, { recursive: true })
  if (first === undefined) return
  for (let made = directory; made.length >= first.length; made = dirname(made))
    await syncDirectory(dirname(made))
}

/** Writes a new file and waits until its bytes are on the disk. */
export const writeDurably = async (
  path: string,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    await write(file)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** How often a file is moved while others remove the empty directories on its way. */
const moveTries = 20

/** Gives a finished file its final name: readers see the old file or the new one, also after a crash. */
export const moveIntoPlace = async (from: string, to: string): Promise<void> => {
  for (let tries = 1; ; tries++)
    try {
      await makeDirectory(dirname(to))
      await rename(from, to)
      break
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || tries === moveTries) throw error
    }
  try {
    await syncDirectory(dirname(to))
  } catch (error) {
    // the file was removed again meanwhile, and its directory with it
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}
