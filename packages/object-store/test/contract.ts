import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStore } from '../src/index.ts'

const mib = 1024 * 1024
const video = { contentType: 'video/mp4' }

/** What a store under test must be able to do; an embedded server lacks some of it. */
export type Abilities = {
  /** Can list parts and uploads, can abort, and copies parts. */
  hasUploadListing: boolean
  /** Answers requests for many keys at once. */
  hasBatchDelete: boolean
  /** Decodes the whole name of what is copied. */
  copiesPlusSigns: boolean
}

/** The behaviour that every object store shows through the port. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
export const describeObjectStore = (
  name: string,
  start: () => Promise<{ store: ObjectStore; stop(): Promise<void> }>,
  abilities: Abilities,
): void => {
  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
  describe(name, () => {
    let store: ObjectStore
    let stop: () => Promise<void>
    beforeAll(async () => {
      ;({ store, stop } = await start())
    })
    afterAll(async () => {
      await stop()
    })

    test('an object that was put can be read whole and by range', async () => {
      const body = randomBytes(100_000)
      const put = await store.put('read/whole.bin', body, video)
      expect(put.bytes).toBe(body.length)
      expect(await store.get('read/whole.bin')).toEqual(body)
      expect(await store.get('read/whole.bin', { start: 10, end: 19 })).toEqual(
        body.subarray(10, 20),
      )
      const tail = await store.get('read/whole.bin', { start: 99_990, end: 200_000 })
      expect(tail).toEqual(body.subarray(99_990))
    })

    test('head tells the size, and the ETag of what was put', async () => {
      const put = await store.put('head/a.bin', Buffer.from('twelve bytes'), video)
      expect(await store.head('head/a.bin')).toEqual({ ...put, bytes: 12 })
    })

    test('an empty object is an object', async () => {
      await store.put('empty.bin', Buffer.alloc(0), video)
      expect((await store.head('empty.bin')).bytes).toBe(0)
      expect(await store.get('empty.bin')).toEqual(Buffer.alloc(0))
    })

    test('a missing object is OBJECT_NOT_FOUND for head, get and copy', async () => {
      const missing = { code: 'OBJECT_NOT_FOUND' }
      await expect(store.head('not/there')).rejects.toMatchObject(missing)
      await expect(store.get('not/there')).rejects.toMatchObject(missing)
      await expect(store.copy('not/there', 'not/there/either')).rejects.toMatchObject(missing)
    })

    test('putting again replaces the object', async () => {
      await store.put('replaced.bin', Buffer.from('the first and longer one'), video)
      await store.put('replaced.bin', Buffer.from('second'), video)
      expect((await store.get('replaced.bin')).toString()).toBe('second')
    })

    test('keys may hold spaces, plus signs, percent signs and letters of all scripts', async () => {
      const plus = abilities.copiesPlusSigns ? '+' : ''
      const key = `odd keys/a b${plus}c%20d&e=f:@$,!'()*~/Größe 録画 🎬.mp4`
      await store.put(key, Buffer.from('odd'), video)
      const copied = await store.copy(key, `${key}.copy`)
      expect(copied.key).toBe(`${key}.copy`)
      expect((await store.get(`${key}.copy`)).toString()).toBe('odd')
    })

    test.each([
      '',
      '/leading',
      'a//b',
      'a/',
      '../up',
      'a/../../up',
      './a',
      'nul\0',
      'x'.repeat(1025),
    ])('the key %j is refused by put, createUpload and copy', async (key) => {
      const refused = { code: 'STORAGE_FAILED' }
      await expect(store.put(key, Buffer.from('x'), video)).rejects.toMatchObject(refused)
      await expect(store.createUpload(key, video)).rejects.toMatchObject(refused)
      await expect(store.copy('read/whole.bin', key)).rejects.toMatchObject(refused)
    })

    test('parts sent in any order, one of them twice, become one object', async () => {
      const parts = [randomBytes(5 * mib), randomBytes(6 * mib), randomBytes(1000)] as const
      const { uploadId } = await store.createUpload('multipart/a.bin', video)
      const putPart = (partNumber: number, body: Buffer) =>
        store.putPart('multipart/a.bin', uploadId, partNumber, body)
      const third = await putPart(3, parts[2])
      await putPart(1, randomBytes(5 * mib))
      const second = await putPart(2, parts[1])
      const first = await putPart(1, parts[0])
      if (abilities.hasUploadListing)
        await expect(store.head('multipart/a.bin')).rejects.toMatchObject({
          code: 'OBJECT_NOT_FOUND',
        })
      await store.completeUpload('multipart/a.bin', uploadId, [third, first, second])
      const whole = Buffer.concat([...parts])
      expect((await store.head('multipart/a.bin')).bytes).toBe(whole.length)
      expect((await store.get('multipart/a.bin')).equals(whole)).toBe(true)
    })

    test('a finished file is stored from disk, also one larger than a part', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'tapedeck-put-file-'))
      try {
        for (const bytes of [1000, 17 * mib + 5]) {
          const body = randomBytes(bytes)
          const path = join(directory, 'slice.ts')
          await writeFile(path, body)
          const put = await store.putFile(`files/${bytes}.ts`, path, { contentType: 'video/mp2t' })
          expect(put.bytes).toBe(bytes)
          expect((await store.get(`files/${bytes}.ts`)).equals(body)).toBe(true)
        }
      } finally {
        await rm(directory, { recursive: true })
      }
    })

    test('a large body in memory is stored in parts', async () => {
      const body = randomBytes(17 * mib)
      await store.put('large.bin', body, video)
      expect((await store.get('large.bin')).equals(body)).toBe(true)
    })

    test.runIf(abilities.hasUploadListing)(
      'the first bytes of an object are copied to another key, or cut off where it is',
      async () => {
        const body = Buffer.from('whole fragments, and the beginning of')
        await store.put('cut/from.bin', body, video)
        const copied = await store.copy('cut/from.bin', 'cut/to.bin', { firstBytes: 15 })
        expect(copied).toMatchObject({ key: 'cut/to.bin', bytes: 15 })
        expect((await store.get('cut/to.bin')).toString()).toBe('whole fragments')
        await store.copy('cut/from.bin', 'cut/from.bin', { firstBytes: 15 })
        expect((await store.get('cut/from.bin')).toString()).toBe('whole fragments')
        // cut off already, as when the answer was lost
        const again = await store.copy('cut/from.bin', 'cut/from.bin', { firstBytes: 15 })
        expect(again.bytes).toBe(15)
        await store.copy('cut/from.bin', 'cut/all.bin', { firstBytes: 1000 })
        expect((await store.head('cut/all.bin')).bytes).toBe(15)
      },
    )

    test('a copy has the same bytes and stays when the original is removed', async () => {
      await store.put('copy/from.bin', Buffer.from('original'), video)
      await store.copy('copy/from.bin', 'copy/below/to.bin')
      await store.copy('copy/from.bin', 'copy/below/to.bin')
      await store.remove(['copy/from.bin'])
      expect((await store.get('copy/below/to.bin')).toString()).toBe('original')
    })

    test('removing is no error for keys that are not there', async () => {
      await store.put('remove/a', Buffer.from('a'), video)
      await store.remove(['remove/a', 'remove/never-was'])
      await expect(store.head('remove/a')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
    })

    test('check succeeds and leaves nothing', async () => {
      await store.check()
      expect(await store.list('.tapedeck')).toEqual([])
    })

    test('list gives the keys below a prefix in order', async () => {
      for (const key of ['list/b', 'list/a/2', 'list/a/1', 'list-not/x'])
        await store.put(key, Buffer.from(key), video)
      const keys = (await store.list('list/')).map((object) => [object.key, object.bytes])
      expect(keys).toEqual([
        ['list/a/1', 8],
        ['list/a/2', 8],
        ['list/b', 6],
      ])
      expect((await store.list('list/a/')).map((object) => object.key)).toHaveLength(2)
      expect(await store.list('nothing/here')).toEqual([])
    })

    test.runIf(abilities.hasBatchDelete)('many keys are removed at once', async () => {
      const keys = Array.from({ length: 7 }, (_, index) => `many/${index}`)
      for (const key of keys) await store.put(key, Buffer.from('x'), video)
      await store.remove([...keys, 'many/never-was'])
      expect(await store.list('many/')).toEqual([])
    })

    describe.runIf(abilities.hasUploadListing)('open uploads', () => {
      test('parts and uploads are listed until the upload is completed', async () => {
        const { uploadId } = await store.createUpload('open/a.bin', video)
        const part = await store.putPart('open/a.bin', uploadId, 2, Buffer.from('part two'))
        expect(await store.listParts('open/a.bin', uploadId)).toEqual([part])
        const [upload] = await store.listUploads('open/')
        expect(upload).toMatchObject({ key: 'open/a.bin', uploadId })
        expect(upload?.startedAtMs).toBeGreaterThan(Date.UTC(2020, 0))
        expect(await store.listUploads('other/')).toEqual([])
        await store.completeUpload('open/a.bin', uploadId, [part])
        expect(await store.listUploads('open/')).toEqual([])
      })

      test('an aborted upload is gone, and aborting it again is no error', async () => {
        const { uploadId } = await store.createUpload('aborted/a.bin', video)
        await store.putPart('aborted/a.bin', uploadId, 1, Buffer.from('lost'))
        await store.abortUpload('aborted/a.bin', uploadId)
        await store.abortUpload('aborted/a.bin', uploadId)
        expect(await store.listUploads('aborted/')).toEqual([])
        const gone = { code: 'OBJECT_NOT_FOUND' }
        await expect(
          store.putPart('aborted/a.bin', uploadId, 1, Buffer.from('late')),
        ).rejects.toMatchObject(gone)
        await expect(store.listParts('aborted/a.bin', uploadId)).rejects.toMatchObject(gone)
        await expect(store.completeUpload('aborted/a.bin', uploadId, [])).rejects.toThrow()
      })

      test('completing with a part that was never sent fails and changes nothing', async () => {
        await store.put('kept.bin', Buffer.from('kept'), video)
        const { uploadId } = await store.createUpload('kept.bin', video)
        const part = await store.putPart('kept.bin', uploadId, 1, randomBytes(5 * mib))
        const invented = { partNumber: 2, etag: '"0123456789abcdef0123456789abcdef"', bytes: 1 }
        await expect(
          store.completeUpload('kept.bin', uploadId, [part, invented]),
        ).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
        expect((await store.get('kept.bin')).toString()).toBe('kept')
        await store.abortUpload('kept.bin', uploadId)
      })
    })
  })
}
