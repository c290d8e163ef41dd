import { constants } from 'node:fs'
import { open, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import { checkKey } from '../object-key.ts'
import type { ObjectStore, StoredObject } from '../object-store.ts'
import { errnoOf, isMissing, toFilesystemError } from './filesystem-error.ts'
import { createFilesystemUploads } from './filesystem-uploads.ts'
import { listFiles, objectAt } from './list-files.ts'
import {
  hiddenDirectory,
  objectPath,
  realRootOf,
  type StoreRoot,
  safeObjectPath,
} from './object-path.ts'
import {
  appendFile,
  linkAtomically,
  removeAbandoned,
  writeFileAtomically,
} from './unfinished-files.ts'

export type FilesystemStoreOptions = {
  /** Must exist. */
  rootDirectory: string
  /** One directory name below the root, made when first needed; null for the root itself. */
  directory: string | null
}

/**
 * The port over a directory. A key is a path below it, so one key cannot be a directory of another (`a` and `a/b`).
 * Files appear under their names only when they are whole and on the disk. Content types are not kept: nothing
 * reads them from here.
 */
export const createFilesystemStore = (options: FilesystemStoreOptions): ObjectStore => {
  const root = rootOf(options)
  const unfinishedDirectory = join(root.base, hiddenDirectory, 'tmp')
  const run = async <T>(operation: string, key: string | null, action: () => Promise<T>) => {
    try {
      return await action()
    } catch (error) {
      const what = key === null ? operation : `${operation} "${key}"`
      const missing = operation === 'put' ? 'STORAGE_FAILED' : 'OBJECT_NOT_FOUND'
      throw toFilesystemError(error, `${what} in ${root.base}`, missing)
    }
  }
  const head = (key: string): Promise<StoredObject> =>
    run('head', key, async () => {
      const object = await objectAt(await safeObjectPath(root, key), key)
      if (object === null)
        throw new TapedeckError('OBJECT_NOT_FOUND', { detail: `There is no object "${key}".` })
      return object
    })
  const put = (key: string, body: Buffer): Promise<StoredObject> =>
    run('put', key, async () => {
      const path = await safeObjectPath(root, key)
      await writeFileAtomically(unfinishedDirectory, path, (file) => file.writeFile(body))
      return head(key)
    })
  const remove = async (keys: string[]): Promise<void> => {
    for (const key of keys)
      await run('remove', key, async () => {
        const path = await safeObjectPath(root, key)
        if ((await objectAt(path, key)) === null) return
        await rm(path, { force: true })
        await removeEmptyDirectories(root, dirname(path))
      })
  }
  return {
    type: 'filesystem',
    bucket: root.base,
    place: root.base,
    ...createFilesystemUploads(root),
    check: async () => {
      await put(checkKey, Buffer.from('tapedeck may write here\n'))
      await remove([checkKey])
      await run('check', null, () => removeAbandoned(unfinishedDirectory, Date.now()))
    },
    put,
    putFile: (key, path) =>
      run('put', key, async () => {
        const to = await safeObjectPath(root, key)
        await writeFileAtomically(unfinishedDirectory, to, (file) => appendFile(file, path))
        return head(key)
      }),
    head,
    get: (key, range) =>
      run('get', key, async () => readObject(await safeObjectPath(root, key), key, range)),
    copy: (fromKey, toKey, { firstBytes } = {}) =>
      run('copy', fromKey, async () => {
        const from = await safeObjectPath(root, fromKey)
        const to = await safeObjectPath(root, toKey)
        const { bytes } = await head(fromKey)
        await copyFile(unfinishedDirectory, { from, to, bytes }, firstBytes)
        return head(toKey)
      }),
    remove,
    list: (prefix) =>
      run('list', null, async () => {
        await realRootOf(root)
        return listFiles(root.base, prefix)
      }),
    presignGet: async () => null,
    close: () => {},
  }
}

/** The whole file by a link, which costs nothing; a part of it by its bytes. */
const copyFile = async (
  unfinishedDirectory: string,
  { from, to, bytes }: { from: string; to: string; bytes: number },
  firstBytes = bytes,
): Promise<void> => {
  if (firstBytes >= bytes) await linkAtomically(unfinishedDirectory, from, to)
  else
    await writeFileAtomically(unfinishedDirectory, to, (file) => appendFile(file, from, firstBytes))
}

const rootOf = ({ rootDirectory, directory }: FilesystemStoreOptions): StoreRoot => {
  const above = resolve(rootDirectory)
  if (directory === null) return { rootDirectory: above, base: above }
  const root = { rootDirectory: above, base: above }
  // a directory is one plain name: neither a path nor the hidden directory
  if (directory.includes('/'))
    throw new TapedeckError('STORAGE_FAILED', { detail: `"${directory}" is not a directory name.` })
  return { rootDirectory: above, base: objectPath(root, directory) }
}

const readObject = async (
  path: string,
  key: string,
  range: { start: number; end: number } | undefined,
): Promise<Buffer> => {
  // never through a symbolic link, which could lead out of the root
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    if (range === undefined) return await file.readFile()
    const { size } = await file.stat()
    const bytes = Math.min(range.end + 1, size) - range.start
    if (bytes <= 0)
      throw new TapedeckError('STORAGE_FAILED', { detail: `The range is not within "${key}".` })
    const buffer = Buffer.alloc(bytes)
    const { bytesRead } = await file.read(buffer, 0, bytes, range.start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Removes directories that became empty, up to the store's own. */
const removeEmptyDirectories = async (root: StoreRoot, from: string): Promise<void> => {
  for (let directory = from; directory !== root.base; directory = dirname(directory))
    try {
      await rmdir(directory)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === 'ENOTEMPTY' || errno === 'EEXIST' || isMissing(error)) return
      throw error
    }
}
