import { open } from 'node:fs/promises'

/** Makes the entries of a directory durable: a file that was made in it is found there after a power cut. */
export const syncDirectory = async (path: string): Promise<void> => {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
