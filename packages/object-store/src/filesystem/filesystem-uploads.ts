import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import type { ObjectStore, UploadedPart } from '../object-store.ts'
import { makeDirectory, writeDurably } from './durable-write.ts'
import { etagOf } from './etag.ts'
import { isMissing, toFilesystemError } from './filesystem-error.ts'
import { hiddenDirectory, objectPath, type StoreRoot, safeObjectPath } from './object-path.ts'
import { appendFile, namesIn, writeFileAtomically } from './unfinished-files.ts'

/** The multipart methods of the port. */
export type FilesystemUploads = Pick<
  ObjectStore,
  'createUpload' | 'putPart' | 'completeUpload' | 'abortUpload' | 'listParts' | 'listUploads'
>

const uploadIdPattern = /^[0-9a-f-]{36}$/
const partNamePattern = /^part-(\d{5})$/
const uploadFile = 'upload.json'

const partName = (partNumber: number): string => `part-${String(partNumber).padStart(5, '0')}`

const gone = (uploadId: string) =>
  new TapedeckError('OBJECT_NOT_FOUND', { detail: `There is no upload ${uploadId}.` })

/**
 * Multipart uploads as directories below `.tapedeck/uploads`: `upload.json` says for which key, `part-00001` and so
 * on are the parts. A directory without `upload.json` was left by a crash and counts as nothing.
 */
export const createFilesystemUploads = (root: StoreRoot): FilesystemUploads => {
  const uploadsDirectory = join(root.base, hiddenDirectory, 'uploads')
  const unfinishedDirectory = join(root.base, hiddenDirectory, 'tmp')

  const directoryOf = async (key: string, uploadId: string): Promise<string> => {
    objectPath(root, key)
    if (!uploadIdPattern.test(uploadId)) throw gone(uploadId)
    const directory = join(uploadsDirectory, uploadId)
    const facts = await readUpload(directory)
    if (facts?.key !== key) throw gone(uploadId)
    return directory
  }
  const run = async <T>(what: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action()
    } catch (error) {
      throw toFilesystemError(error, what, 'OBJECT_NOT_FOUND')
    }
  }
  const listParts = async (key: string, uploadId: string): Promise<UploadedPart[]> => {
    const directory = await directoryOf(key, uploadId)
    const parts: UploadedPart[] = []
    for (const name of (await namesIn(directory)).toSorted()) {
      const partNumber = Number(partNamePattern.exec(name)?.[1] ?? 0)
      if (partNumber > 0) parts.push(await partOf(directory, partNumber))
    }
    return parts
  }
  return {
    createUpload: (key, { contentType }) =>
      run('create upload', async () => {
        await safeObjectPath(root, key)
        const uploadId = randomUUID()
        const directory = join(uploadsDirectory, uploadId)
        await makeDirectory(directory)
        const facts: UploadFacts = { key, contentType, startedAtMs: Date.now() }
        await writeFileAtomically(unfinishedDirectory, join(directory, uploadFile), (file) =>
          file.writeFile(JSON.stringify(facts)),
        )
        return { uploadId }
      }),
    putPart: (key, uploadId, partNumber, body) =>
      run('put part', async () => {
        const directory = await directoryOf(key, uploadId)
        const unfinished = join(directory, `unfinished-${randomUUID()}`)
        await writeDurably(unfinished, (file) => file.writeFile(body))
        await rename(unfinished, join(directory, partName(partNumber)))
        return partOf(directory, partNumber)
      }),
    completeUpload: (key, uploadId, parts) =>
      run('complete upload', async () => {
        const directory = await directoryOf(key, uploadId)
        const path = await safeObjectPath(root, key)
        const inOrder = parts.toSorted((a, b) => a.partNumber - b.partNumber)
        for (const part of inOrder) await assertSame(directory, part)
        await writeFileAtomically(unfinishedDirectory, path, async (file) => {
          for (const part of inOrder)
            await appendFile(file, join(directory, partName(part.partNumber)))
        })
        await rm(directory, { recursive: true, force: true })
        const stats = await stat(path, { bigint: true })
        return { key, bytes: Number(stats.size), etag: etagOf(stats) }
      }),
    abortUpload: (key, uploadId) =>
      run('abort upload', async () => {
        objectPath(root, key)
        if (uploadIdPattern.test(uploadId))
          await rm(join(uploadsDirectory, uploadId), { recursive: true, force: true })
      }),
    listParts: (key, uploadId) => run('list parts', () => listParts(key, uploadId)),
    listUploads: (prefix) => run('list uploads', () => uploadsIn(uploadsDirectory, prefix)),
  }
}

type UploadFacts = { key: string; contentType: string; startedAtMs: number }

const readUpload = async (directory: string): Promise<UploadFacts | null> => {
  try {
    return JSON.parse(await readFile(join(directory, uploadFile), 'utf8')) as UploadFacts
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

const partOf = async (directory: string, partNumber: number): Promise<UploadedPart> => {
  const stats = await stat(join(directory, partName(partNumber)), { bigint: true })
  return { partNumber, etag: etagOf(stats), bytes: Number(stats.size) }
}

const uploadsIn = async (uploadsDirectory: string, prefix: string) => {
  const uploads: { key: string; uploadId: string; startedAtMs: number }[] = []
  for (const uploadId of await namesIn(uploadsDirectory)) {
    const facts = await readUpload(join(uploadsDirectory, uploadId))
    if (facts?.key.startsWith(prefix))
      uploads.push({ key: facts.key, uploadId, startedAtMs: facts.startedAtMs })
  }
  return uploads
}

/** Refuses to complete with a part that is not the one the caller sent. */
const assertSame = async (directory: string, part: UploadedPart): Promise<void> => {
  let found: UploadedPart | null = null
  try {
    found = await partOf(directory, part.partNumber)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  if (found?.etag !== part.etag)
    throw new TapedeckError('STORAGE_FAILED', { detail: `Part ${part.partNumber} is not there.` })
}
