import { realpath, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import { assertKey } from '../object-key.ts'
import { isMissing } from './filesystem-error.ts'

/** Holds everything of a store that is not an object: open uploads and unfinished files. */
export const hiddenDirectory = '.tapedeck'

/** Where a store keeps its files. */
export type StoreRoot = {
  /** The configured root. It must exist: a disk that is not mounted must not be replaced by a directory. */
  rootDirectory: string
  /** The root, or one directory below it, which is made when first needed. */
  base: string
}

const refused = (key: string, why: string) =>
  new TapedeckError('STORAGE_FAILED', {
    detail: `The key ${JSON.stringify(key.slice(0, 200))} ${why}.`,
  })

/** The path of a key; refuses keys that name something else than an object. */
export const objectPath = ({ base }: StoreRoot, key: string): string => {
  assertKey(key)
  if (key.split('/').includes(hiddenDirectory)) throw refused(key, 'is reserved')
  return join(base, key)
}

/** The path of a key, after a look at the disk: the root is there, and no symbolic link leads out of it. */
export const safeObjectPath = async (root: StoreRoot, key: string): Promise<string> => {
  const path = objectPath(root, key)
  const realRoot = await realRootOf(root)
  // the deepest directory that exists decides; those made later are plain ones
  for (let above = dirname(path); above !== root.rootDirectory; above = dirname(above)) {
    let real: string
    try {
      real = await realpath(above)
    } catch (error) {
      if (isMissing(error)) continue
      throw error
    }
    if (!real.startsWith(realRoot + sep)) throw refused(key, 'leads out of the directory')
    break
  }
  return path
}

/** The root without symbolic links; STORAGE_NOT_FOUND when there is no such directory. */
export const realRootOf = async ({ rootDirectory }: StoreRoot): Promise<string> => {
  const missing = new TapedeckError('STORAGE_NOT_FOUND', {
    detail: `The directory ${rootDirectory} does not exist.`,
  })
  try {
    if (!(await stat(rootDirectory)).isDirectory()) throw missing
    return await realpath(rootDirectory)
  } catch (error) {
    throw isMissing(error) ? missing : error
  }
}
