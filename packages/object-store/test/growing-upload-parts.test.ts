import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import { hasRealS3, type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createFilesystemStore, createS3Store, type ObjectStore } from '../src/index.ts'
import { GrowingBody, mib, poll } from './growing-fixture.ts'

const isReal = await hasRealS3()
const provisionalHead = randomBytes(777)

let server: S3Server
let rootDirectory: string
let body: GrowingBody
const stores: Record<string, ObjectStore> = {}

beforeAll(async () => {
  server = await startS3Server()
  rootDirectory = await mkdtemp(join(tmpdir(), 'tapedeck-parts-'))
  stores.s3 = createS3Store(server)
  stores.filesystem = createFilesystemStore({ rootDirectory, directory: null })
})
afterAll(async () => {
  for (const store of Object.values(stores)) store.close()
  await server.stop()
  await rm(rootDirectory, { recursive: true })
})
beforeEach(async () => {
  body = await GrowingBody.create()
})
afterEach(() => body.remove())

const storeOf = (name: string): ObjectStore => {
  const store = stores[name]
  if (store === undefined) throw new Error(`no store ${name}`)
  return store
}

/** Counts what goes to a store. */
const counting = (store: ObjectStore) => {
  const puts: number[] = []
  const putPart: ObjectStore['putPart'] = (key, uploadId, partNumber, bytes) => {
    puts.push(partNumber)
    return store.putPart(key, uploadId, partNumber, bytes)
  }
  return { store: { ...store, putPart }, puts }
}

/** Refuses what Cloudflare R2 refuses: parts of different sizes before the last. */
const demanding = (store: ObjectStore): ObjectStore => ({
  ...store,
  completeUpload: async (key, uploadId, parts) => {
    const sizes = parts.toSorted((a, b) => a.partNumber - b.partNumber).map(({ bytes }) => bytes)
    const [first = 0] = sizes
    if (sizes.slice(0, -1).some((bytes) => bytes !== first) || (sizes.at(-1) ?? 0) > first)
      throw new TapedeckError('STORAGE_FAILED', { detail: `InvalidPart: ${sizes.join(' ')}` })
    return store.completeUpload(key, uploadId, parts)
  },
})

describe.each(['s3', 'filesystem'])('parts of a growing upload to the %s store', (name) => {
  beforeEach(({ skip }) => skip(name === 's3' && !isReal, 'needs a real S3 server'))

  test('what is there without the end is a file with the provisional head', async () => {
    const store = storeOf(name)
    const { upload, key, parts, uploadIds } = body.start(store, { provisionalHead })
    upload.grown(await body.grow(5 * mib - 1))
    expect(parts).toEqual([])
    upload.grown(await body.grow(1))
    await poll(() => parts.map((part) => part.partNumber)).toEqual([1])
    expect(upload.backlogBytes).toBe(0)
    upload.grown(await body.grow(6 * mib))
    await poll(() => parts.map((part) => part.partNumber)).toEqual([1, 2])
    expect(upload.backlogBytes).toBe(1 * mib)
    // as somebody does who finds it after its recorder is gone
    await upload.leave()
    await store.completeUpload(key, uploadIds[0] ?? '', upload.state().parts)
    const found = await store.get(key)
    expect(found.equals(Buffer.concat([provisionalHead, body.bytes.subarray(0, 10 * mib)]))).toBe(
      true,
    )
  })

  test('the head replaces the provisional one, and every part is told of', async () => {
    const store = storeOf(name)
    const { upload, key, parts, uploadIds } = body.start(store, { provisionalHead })
    upload.grown(await body.grow(12 * mib))
    await poll(() => parts.length).toBe(2)
    await body.expectStored(store, key, await upload.finish(body.head))
    // the first two go side by side
    const told = [
      ...parts.slice(0, 2).sort((a, b) => a.partNumber - b.partNumber),
      ...parts.slice(2),
    ]
    expect(told.map((part) => [part.partNumber, part.bytes])).toEqual([
      [1, 5 * mib + provisionalHead.length],
      [2, 5 * mib],
      [3, 2 * mib],
      [1, 5 * mib + body.head.length],
    ])
    expect(uploadIds).toHaveLength(1)
  })

  test('a part counts for a later process only when the work file holds the same bytes', async () => {
    const store = storeOf(name)
    const first = body.start(store, { provisionalHead })
    first.upload.grown(await body.grow(16 * mib))
    await poll(() => first.parts.length).toBe(3)
    await first.upload.leave()
    const resume = structuredClone(first.upload.state())
    const [, second] = resume.parts
    if (second !== undefined) second.crc32 += 1
    const watched = counting(store)
    const later = body.start(watched.store, { key: first.key, provisionalHead, resume })
    later.upload.grown(await body.grow(1))
    await poll(() => later.parts.length).toBe(3)
    expect(watched.puts).toEqual([2])
    await body.expectStored(store, first.key, await later.upload.finish(body.head))
    expect(watched.puts.toSorted()).toEqual([1, 2, 4])
    expect(later.uploadIds).toEqual([])
  })

  test('a part that the store has and nobody noted is no reason to fail', async () => {
    const store = storeOf(name)
    const first = body.start(store, { provisionalHead })
    first.upload.grown(await body.grow(16 * mib))
    await poll(() => first.parts.length).toBe(3)
    await first.upload.leave()
    const state = first.upload.state()
    const resume = { ...state, parts: state.parts.slice(0, 1) }
    await body.lose()
    const later = body.start(store, { key: first.key, provisionalHead, resume })
    later.upload.grown(await body.grow(6 * mib))
    await body.expectStored(store, first.key, await later.upload.finish(body.head))
  })

  test('a part that the store replaced late is sent again', async () => {
    const store = storeOf(name)
    const { upload, key, parts, uploadIds, resends } = body.start(store, {
      provisionalHead,
      // a request that was given up long ago is carried out just before the end
      beforeComplete: async () => {
        const early = Buffer.concat([provisionalHead, body.bytes.subarray(0, 5 * mib)])
        if (resends.length === 0) await store.putPart(key, uploadIds[0] ?? '', 1, early)
      },
    })
    upload.grown(await body.grow(11 * mib))
    await poll(() => parts.length).toBe(2)
    await body.expectStored(store, key, await upload.finish(body.head))
    expect(resends).toEqual(['other_parts'])
    expect(uploadIds).toHaveLength(2)
  })

  test('leaving an upload keeps it, aborting removes it', async () => {
    const store = storeOf(name)
    for (const isKept of [true, false]) {
      const { upload, key, parts } = body.start(store, { provisionalHead })
      upload.grown(await body.grow(5 * mib))
      await poll(() => parts.length).toBeGreaterThan(0)
      await (isKept ? upload.leave() : upload.abort())
      expect(await store.listUploads(key)).toHaveLength(isKept ? 1 : 0)
    }
  })

  test.each([
    ['one byte', 1],
    ['what fits part 1 just so', 5 * mib - 2000],
    ['one byte more', 5 * mib - 1999],
    ['two parts', 10 * mib - 2000],
    ['two parts and one byte', 10 * mib - 1999],
    ['three and a half', 17 * mib],
  ])('a store that wants equal parts gets them: %s', async (_, bytes) => {
    const store = demanding(storeOf(name))
    const equalParts = { partBytes: 5 * mib, headBytes: 2000 }
    const provisional = Buffer.concat([provisionalHead], 2000)
    const { upload, key, resends } = body.start(store, { equalParts, provisionalHead: provisional })
    upload.grown(await body.grow(bytes))
    const head =
      upload.headBytes === null ? body.head : Buffer.concat([body.head], upload.headBytes)
    await body.expectStored(store, key, await upload.finish(head), head)
    expect(resends).toEqual([])
  })

  test.each([2001, 5 * mib, 6 * mib, 11 * mib])(
    'a head of %i bytes that the reserve cannot hold makes everything go again',
    async (headBytes) => {
      const store = demanding(storeOf(name))
      const equalParts = { partBytes: 5 * mib, headBytes: 2000 }
      const provisional = Buffer.concat([provisionalHead], 2000)
      const started = body.start(store, { equalParts, provisionalHead: provisional })
      const { upload, key, parts, resends } = started
      upload.grown(await body.grow(12 * mib))
      await poll(() => parts.length).toBe(2)
      const head = randomBytes(headBytes)
      await body.expectStored(store, key, await upload.finish(head), head)
      expect(resends).toEqual(['long_head'])
    },
  )

  describe('while everything goes again because of the head,', () => {
    const equalParts = { partBytes: 5 * mib, headBytes: 2000 }
    const provisional = Buffer.concat([provisionalHead], 2000)

    /** An upload that was told of, and whose successor sends nothing past its part 2. */
    const startStuck = async () => {
      const store = demanding(storeOf(name))
      const { promise: stuck, resolve: isStuck } = Promise.withResolvers<void>()
      const { promise: released, resolve: release } = Promise.withResolvers<void>()
      const told: string[] = []
      const holding: ObjectStore = {
        ...store,
        putPart: async (key, uploadId, partNumber, body) => {
          if (told[0] !== undefined && uploadId !== told[0]) {
            isStuck()
            await released
          }
          return store.putPart(key, uploadId, partNumber, body)
        },
      }
      const onUpload = (uploadId: string) => told.push(uploadId)
      const more = { equalParts, provisionalHead: provisional, onUpload }
      const started = body.start(holding, more)
      started.upload.grown(await body.grow(12 * mib))
      await poll(() => started.parts.length).toBe(2)
      const head = randomBytes(6 * mib)
      const finished = started.upload.finish(head)
      finished.catch(() => undefined)
      await stuck
      return { ...started, store, told, head, finished, release }
    }

    test('what was sent stays until the object is there', async () => {
      const { store, key, told, parts, head, finished, release } = await startStuck()
      const sent = parts.map(({ partNumber, etag }) => [partNumber, etag]).toSorted()
      const kept = await store.listParts(key, told[0] ?? '')
      expect(kept.map(({ partNumber, etag }) => [partNumber, etag])).toEqual(sent)
      release()
      await body.expectStored(store, key, await finished, head)
      // whoever goes on would go on with what was told of
      expect([told.length, parts.length]).toEqual([1, 2])
    })

    test('who leaves leaves what was told of, and nothing else', async () => {
      const { store, key, upload, told, finished, release } = await startStuck()
      const left = upload.leave()
      release()
      await left
      await expect(finished).rejects.toThrow()
      const open = await store.listUploads(key)
      expect(open.map(({ uploadId }) => uploadId)).toEqual(told)
    })

    test('who aborts leaves nothing', async () => {
      const { store, key, upload, finished, release } = await startStuck()
      const aborted = upload.abort()
      release()
      await aborted
      await expect(finished).rejects.toThrow()
      expect(await store.listUploads(key)).toEqual([])
    })

    test('who comes behind a killed sender goes on from what was told of, and removes the rest', async () => {
      const { store, key, upload, parts, told, head, finished, release } = await startStuck()
      const resume = { uploadId: told[0] ?? '', parts: [...parts] }
      const next = body.start(store, { key, equalParts, provisionalHead: provisional, resume })
      next.upload.grown(body.bytes.length)
      await poll(() => next.parts.length).toBe(2)
      await body.expectStored(store, key, await next.upload.finish(head), head)
      expect(next.resends).toEqual(['long_head'])
      const left = upload.leave()
      release()
      await left
      await expect(finished).rejects.toThrow()
    })
  })
})
