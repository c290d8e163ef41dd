import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'

/** The hold of a process on a directory; it ends with the process, however that ends. */
export type DirectoryLock = { release(): Promise<void> }

const unlocked: DirectoryLock = { release: async () => undefined }

/**
 * Holds a directory for this process: a listener at an abstract Unix socket that is named after the directory itself, not its
 * path. The kernel frees the name with the process, also after kill -9, and leaves nothing behind that could keep the next one
 * from starting. It is a safeguard against settings that two recorders of a host share, and no more: other hosts and containers
 * with a network of their own do not see it, and where there are no such sockets (they are Linux' own) nothing is held.
 * @returns null when another process of this host holds it
 */
export const lockDirectory = async (directory: string): Promise<DirectoryLock | null> => {
  if (process.platform !== 'linux') return unlocked
  const { dev, ino } = await stat(directory, { bigint: true })
  // who connects is told nothing
  const holder = createServer((socket) => socket.destroy())
  try {
    holder.listen(`\0tapedeck-spool-${dev}-${ino}`)
    await once(holder, 'listening')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? null : unlocked
  }
  holder.unref()
  return {
    release: () => new Promise((resolve) => holder.close(() => resolve())),
  }
}
