import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFilesystemStore, type ObjectStore } from '../src/index.ts'

const video = { contentType: 'video/mp4' }
let above: string
let rootDirectory: string
let store: ObjectStore

beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), 'tapedeck-filesystem-'))
  rootDirectory = join(above, 'root')
  await mkdir(rootDirectory)
  store = createFilesystemStore({ rootDirectory, directory: null })
})
afterEach(async () => {
  await rm(above, { recursive: true })
})

describe('nothing leaves the root', () => {
  test('a directory that is a symbolic link to the outside is refused', async () => {
    const outside = join(above, 'outside')
    await mkdir(outside)
    await writeFile(join(outside, 'secret.txt'), 'secret')
    await symlink(outside, join(rootDirectory, 'link'))
    const refused = { code: 'STORAGE_FAILED' }
    await expect(store.put('link/new.mp4', Buffer.from('x'), video)).rejects.toMatchObject(refused)
    await expect(store.put('link/a/new.mp4', Buffer.from('x'), video)).rejects.toMatchObject(
      refused,
    )
    await expect(store.get('link/secret.txt')).rejects.toMatchObject(refused)
    await expect(store.remove(['link/secret.txt'])).rejects.toMatchObject(refused)
    expect(await store.list('')).toEqual([])
    expect(await readdir(outside)).toEqual(['secret.txt'])
  })

  test('a file that is a symbolic link is no object, and is replaced, not followed', async () => {
    const secret = join(above, 'secret.txt')
    await writeFile(secret, 'secret')
    await symlink(secret, join(rootDirectory, 'a.mp4'))
    await expect(store.head('a.mp4')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
    await expect(store.get('a.mp4')).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    await store.put('a.mp4', Buffer.from('mine'), video)
    expect((await store.get('a.mp4')).toString()).toBe('mine')
  })

  test('an upload id cannot name a directory elsewhere', async () => {
    await mkdir(join(above, 'victim'))
    const uploadId = '../../../victim'
    const gone = { code: 'OBJECT_NOT_FOUND' }
    await expect(store.putPart('a', uploadId, 1, Buffer.from('x'))).rejects.toMatchObject(gone)
    await store.abortUpload('a', uploadId)
    expect(await readdir(above)).toContain('victim')
  })

  test('the hidden directory cannot be named by a key and is not listed', async () => {
    const { uploadId } = await store.createUpload('a.mp4', video)
    await store.putPart('a.mp4', uploadId, 1, Buffer.from('part'))
    expect(await store.list('')).toEqual([])
    const key = `.tapedeck/uploads/${uploadId}/part-00001`
    await expect(store.get(key)).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    await expect(store.putPart('b.mp4', uploadId, 1, Buffer.from('x'))).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    })
  })
})

describe('a root that cannot be used is told by check', () => {
  test('a root that does not exist is not made', async () => {
    const missing = createFilesystemStore({ rootDirectory: join(above, 'disk'), directory: 'a' })
    const notFound = { code: 'STORAGE_NOT_FOUND' }
    await expect(missing.check()).rejects.toMatchObject(notFound)
    await expect(missing.put('a.mp4', Buffer.from('x'), video)).rejects.toMatchObject(notFound)
    await expect(missing.createUpload('a.mp4', video)).rejects.toMatchObject(notFound)
    await expect(missing.list('')).rejects.toMatchObject(notFound)
    expect(await readdir(above)).toEqual(['root'])
  })

  test('a root that is a file is STORAGE_NOT_FOUND', async () => {
    await writeFile(join(above, 'file'), '')
    const wrong = createFilesystemStore({ rootDirectory: join(above, 'file'), directory: null })
    await expect(wrong.check()).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND' })
  })

  test.skipIf(process.getuid?.() === 0)('a root without rights is STORAGE_DENIED', async () => {
    await chmod(rootDirectory, 0o500)
    await expect(store.check()).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
  })
})

test('a key below another object is refused with a clear code', async () => {
  await store.put('a', Buffer.from('file'), video)
  await expect(store.head('a/b')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
  await expect(store.put('a/b', Buffer.from('x'), video)).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
  })
  await store.put('d/e', Buffer.from('file'), video)
  await expect(store.head('d')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
  await expect(store.put('d', Buffer.from('x'), video)).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
  })
  expect(await readdir(join(rootDirectory, '.tapedeck', 'tmp'))).toEqual([])
})

test('removing the last object of a directory removes the directory', async () => {
  await store.put('app/stream/a.mp4', Buffer.from('x'), video)
  await store.put('app/other.mp4', Buffer.from('x'), video)
  await store.remove(['app/stream/a.mp4'])
  expect(await readdir(join(rootDirectory, 'app'))).toEqual(['other.mp4'])
})

test('writers and removers of the same directory do not disturb each other', async () => {
  const work = async (worker: number) => {
    for (let round = 0; round < 100; round++) {
      const key = `shared/deep/${worker}.mp4`
      await store.put(key, Buffer.from(key), video)
      await store.remove([key])
    }
  }
  await Promise.all([1, 2, 3].map(work))
  expect(await store.list('')).toEqual([])
})

test('a process killed while it writes leaves a whole object, the old or the new one', async () => {
  const script = fileURLToPath(new URL('./overwrite-forever.ts', import.meta.url))
  const unfinished = join(rootDirectory, '.tapedeck', 'tmp')
  const isWriting = async (): Promise<boolean> => {
    for (const name of await readdir(unfinished)) {
      const stats = await stat(join(unfinished, name)).catch(() => null)
      if (stats !== null && Date.now() - stats.birthtimeMs < 1000 && stats.size > 0) return true
    }
    return false
  }
  for (let round = 0; round < 3; round++) {
    const writer = spawn(process.execPath, [script, rootDirectory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(writer.stdout, 'data')
    // in the middle of a write
    await expect.poll(isWriting, { interval: 1, timeout: 30_000 }).toBe(true)
    const exited = once(writer, 'exit')
    writer.kill('SIGKILL')
    await exited
    const bytes = await store.get('object.bin')
    const [first = 0] = bytes
    expect([...new Set([bytes.indexOf('ab'), bytes.indexOf('ba')])]).toEqual([-1])
    expect(bytes.length).toBe(first === 0x61 ? 32_000_000 : 33_000_000)
  }
})

test('check removes unfinished files that a crash left a day ago, and no others', async () => {
  await store.put('a', Buffer.from('x'), video)
  const unfinished = join(rootDirectory, '.tapedeck', 'tmp')
  await writeFile(join(unfinished, 'old'), '')
  await writeFile(join(unfinished, 'new'), '')
  const longAgo = Date.now() / 1000 - 2 * 24 * 3600
  await utimes(join(unfinished, 'old'), longAgo, longAgo)
  await store.check()
  expect(await readdir(unfinished)).toEqual(['new'])
})
