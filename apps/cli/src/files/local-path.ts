import { isAbsolute, join, relative, resolve } from 'node:path'
import { DownloadError } from './download-error.ts'

/**
 * Where an object is kept below a directory: under its key, so that playlists find their slices.
 * @throws DownloadError when the key leads out of the directory
 */
export const localPathOf = (directory: string, key: string): string => {
  const path = resolve(join(directory, key))
  const within = relative(resolve(directory), path)
  if (within === '' || within.startsWith('..') || isAbsolute(within) || key.includes('\0'))
    throw new DownloadError(`The key ${JSON.stringify(key)} cannot be a path below ${directory}`)
  return path
}
