import { mkdir, open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** Below the spool directory; nothing in it is read again by a recorder. */
export const setAsideDirectory = '.set-aside'

/**
 * Moves what a generation left out of the recorder's way, for a person to look at.
 * @param reason one sentence, kept beside it in `reason.txt`
 * @returns where it lies now; null when there is nothing
 */
export const setAside = async (
  spoolDirectory: string,
  { recordingId, generation, reason }: { recordingId: string; generation: number; reason: string },
): Promise<string | null> => {
  const root = join(spoolDirectory, setAsideDirectory)
  await mkdir(root, { recursive: true })
  const name = `${recordingId}-${generation}`
  const taken = (await readdir(root)).filter((other) => other.startsWith(`${name}.`)).length
  const target = join(root, `${name}.${taken + 1}`)
  try {
    await rename(join(spoolDirectory, recordingId, String(generation)), target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const handle = await open(join(target, 'reason.txt'), 'w')
  try {
    await handle.writeFile(`${reason}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return target
}
