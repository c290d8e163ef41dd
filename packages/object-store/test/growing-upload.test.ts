import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import {
  type FaultProxy,
  hasRealS3,
  type S3Server,
  startFaultProxy,
  startS3Server,
} from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createFilesystemStore, createS3Store, type ObjectStore } from '../src/index.ts'
import { GrowingBody, mib, poll } from './growing-fixture.ts'

const video = { contentType: 'video/mp4' }

const isReal = await hasRealS3()
let body: GrowingBody

beforeEach(async () => {
  body = await GrowingBody.create()
})
afterEach(() => body.remove())

let server: S3Server
let proxy: FaultProxy
let rootDirectory: string
const stores: Record<string, ObjectStore> = {}
beforeAll(async () => {
  server = await startS3Server()
  proxy = await startFaultProxy(server.endpoint)
  rootDirectory = await mkdtemp(join(tmpdir(), 'tapedeck-growing-store-'))
  stores.s3 = createS3Store(server)
  stores.filesystem = createFilesystemStore({ rootDirectory, directory: null })
  // one try per request inside the SDK, so that each fault is seen by the upload
  const proxied = { ...server, endpoint: proxy.endpoint, attempts: 1 }
  stores.proxied = createS3Store(proxied)
  // as in the recorder: a request that failed is made again by the SDK before anybody hears of it
  stores.insistent = createS3Store({ ...proxied, attempts: 2 })
  stores.impatient = createS3Store({ ...proxied, idleTimeoutMs: 1000 })
})
afterAll(async () => {
  for (const store of Object.values(stores)) store.close()
  await proxy.stop()
  await server.stop()
  await rm(rootDirectory, { recursive: true })
})
const storeOf = (name: string): ObjectStore => {
  const store = stores[name]
  if (store === undefined) throw new Error(`no store ${name}`)
  return store
}

describe.each(['s3', 'filesystem'])('a growing upload to the %s store', (name) => {
  beforeEach(({ skip }) => skip(name === 's3' && !isReal, 'needs a real S3 server'))

  test('full parts are in the store while the body still grows', async () => {
    const store = storeOf(name)
    const { upload, key } = body.start(store)
    upload.grown(await body.grow(9 * mib))
    expect(await store.listUploads(key)).toEqual([])
    upload.grown(await body.grow(8 * mib))
    await poll(() => upload.state().parts.map((part) => part.partNumber)).toEqual([2, 3])
    const { uploadId } = upload.state()
    expect((await store.listParts(key, uploadId ?? '')).map((part) => part.bytes)).toEqual([
      5 * mib,
      5 * mib,
    ])
    expect(upload.backlogBytes).toBe(7 * mib)
    await expect(store.head(key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
    upload.grown(await body.grow(1.5 * mib))
    const sent = await upload.finish(body.head)
    expect(upload.backlogBytes).toBe(0)
    await body.expectStored(store, key, sent)
  })

  test.each([
    ['nothing', 0],
    ['one byte', 1],
    ['exactly one part', 5 * mib],
    ['one byte more than one part', 5 * mib + 1],
    ['exactly two parts', 10 * mib],
    ['exactly four parts', 20 * mib],
    ['one byte less than four parts', 20 * mib - 1],
  ])('a body of %s arrives whole', async (_, bytes) => {
    const store = storeOf(name)
    const { upload, key } = body.start(store)
    upload.grown(await body.grow(bytes))
    await body.expectStored(store, key, await upload.finish(body.head))
  })

  test('abort leaves no upload and no object', async () => {
    const store = storeOf(name)
    const limit = pLimit(2)
    const { upload, key } = body.start(store, { limit })
    upload.grown(await body.grow(21 * mib))
    await poll(() => limit.activeCount).toBe(2)
    await upload.abort()
    expect(limit.activeCount).toBe(0)
    expect(await store.listUploads(key)).toEqual([])
    await expect(store.head(key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
    await expect(upload.finish(body.head)).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('another process goes on from the state and sends only what is missing', async () => {
    const store = storeOf(name)
    const stopped = new AbortController()
    const first = body.start(store, { signal: stopped.signal })
    first.upload.grown(await body.grow(16 * mib))
    await poll(() => first.upload.state().parts.length).toBe(2)
    stopped.abort()
    const resume = structuredClone(first.upload.state())
    const second = body.start(store, { key: first.key, resume })
    second.upload.grown(await body.grow(6 * mib))
    await poll(() => second.upload.backlogBytes).toBe(7 * mib)
    const sent = second.parts.filter(({ etag }) => !resume.parts.some((part) => part.etag === etag))
    expect(sent.map((part) => part.partNumber)).toEqual([4])
    await body.expectStored(store, first.key, await second.upload.finish(body.head))
  })

  test('an upload that the store has lost is sent again as a whole', async () => {
    const store = storeOf(name)
    const { upload, key, retries } = body.start(store)
    upload.grown(await body.grow(16 * mib))
    await poll(() => upload.state().parts.length).toBe(2)
    await store.abortUpload(key, upload.state().uploadId ?? '')
    await body.expectStored(store, key, await upload.finish(body.head))
    expect(retries).toContain('OBJECT_NOT_FOUND')
  })

  test('a resumed upload that holds more than the work file is begun anew', async () => {
    const store = storeOf(name)
    const first = body.start(store)
    first.upload.grown(await body.grow(16 * mib))
    await poll(() => first.upload.state().parts.length).toBe(2)
    const resume = first.upload.state()
    await body.lose()
    const second = body.start(store, { key: first.key, resume })
    second.upload.grown(await body.grow(11 * mib))
    await body.expectStored(store, first.key, await second.upload.finish(body.head))
  })

  test('nothing becomes visible when the question before it is answered with an error', async () => {
    const store = storeOf(name)
    const beforeComplete = async () => {
      throw new TapedeckError('LEASE_LOST')
    }
    for (const bytes of [1000, 11 * mib]) {
      const { upload, key } = body.start(store, { beforeComplete })
      upload.grown(await body.grow(bytes))
      await expect(upload.finish(body.head)).rejects.toMatchObject({ code: 'LEASE_LOST' })
      await expect(store.head(key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
      await upload.abort()
    }
  })
})

describe('a growing upload to a failing store', () => {
  beforeEach(({ skip }) => skip(!isReal, 'needs a real S3 server'))
  afterEach(() => proxy.clear())

  test('answers of 503 are tried again, in every kind of request', async () => {
    const store = storeOf('proxied')
    const { upload, key, retries } = body.start(store)
    for (const method of ['POST', 'PUT', 'HEAD'])
      proxy.inject({ kind: 'status', status: 503 }, 2, (request) => request.method === method)
    upload.grown(await body.grow(16 * mib))
    await body.expectStored(store, key, await upload.finish(body.head))
    expect(retries.length).toBeGreaterThanOrEqual(6)
    expect(new Set(retries)).toEqual(new Set(['STORAGE_FAILED']))
  })

  test('connections that are cut before and after the request are tried again', async () => {
    const store = storeOf('proxied')
    const { upload, key, retries } = body.start(store)
    const isPart = ({ url }: { url: string }) => url.includes('partNumber=')
    proxy.inject({ kind: 'cut_before' }, 1, isPart)
    proxy.inject({ kind: 'cut_after' }, 2, isPart)
    upload.grown(await body.grow(16 * mib))
    await body.expectStored(store, key, await upload.finish(body.head))
    expect(new Set(retries)).toEqual(new Set(['STORAGE_UNREACHABLE']))
  })

  test.each(['proxied', 'insistent'])(
    'a completion whose answer is lost counts as done (%s)',
    async (name) => {
      const store = storeOf(name)
      const { upload, key } = body.start(store)
      const isComplete = ({ method, url }: { method: string; url: string }) =>
        method === 'POST' && url.includes('uploadId=')
      proxy.inject({ kind: 'cut_after' }, 1, isComplete)
      upload.grown(await body.grow(11 * mib))
      await body.expectStored(store, key, await upload.finish(body.head))
      const created = proxy.requests().filter(({ url }) => url.includes(`${key}?uploads`))
      expect(created).toHaveLength(1)
    },
  )

  test('a server that stops answering is left after the idle time', async () => {
    const store = storeOf('impatient')
    const { upload, key, retries } = body.start(store)
    proxy.inject({ kind: 'stall' }, 1, ({ url }) => url.includes('partNumber=2'))
    upload.grown(await body.grow(11 * mib))
    await body.expectStored(store, key, await upload.finish(body.head))
    expect(retries).toContain('STORAGE_UNREACHABLE')
  })

  test('after the last try the error comes out of finish, and a later finish sends the rest', async () => {
    const store = storeOf('proxied')
    const { upload, key, retries } = body.start(store)
    proxy.inject({ kind: 'status', status: 403, code: 'AccessDenied' }, 1000, ({ url }) =>
      url.includes('partNumber=3'),
    )
    upload.grown(await body.grow(16 * mib))
    await expect(upload.finish(body.head)).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
    expect(retries.length).toBeGreaterThanOrEqual(5)
    expect(upload.state().parts.map((part) => part.partNumber)).toEqual([2, 4])
    expect(upload.backlogBytes).toBe(10 * mib)
    proxy.clear()
    const before = proxy.requests().length
    await body.expectStored(store, key, await upload.finish(body.head))
    const later = proxy
      .requests()
      .slice(before)
      .filter(({ url }) => url.includes('partNumber='))
    expect(later).toHaveLength(2)
  })

  test('sending goes on with the next full part after an outage', async () => {
    const store = storeOf('proxied')
    const { upload, key, retries } = body.start(store)
    proxy.inject({ kind: 'status', status: 503 }, 1000)
    upload.grown(await body.grow(11 * mib))
    await poll(() => retries.length).toBe(5)
    proxy.clear()
    upload.grown(await body.grow(1 * mib))
    expect(upload.state().parts).toEqual([])
    upload.grown(await body.grow(4 * mib))
    await poll(() => upload.state().parts.length).toBe(2)
    await body.expectStored(store, key, await upload.finish(body.head))
  })

  test('abort removes the upload although the store fails at first', async () => {
    const store = storeOf('proxied')
    const { upload, key } = body.start(store)
    upload.grown(await body.grow(11 * mib))
    await poll(() => upload.state().parts.length).toBe(1)
    proxy.inject({ kind: 'status', status: 503 }, 2, ({ method }) => method === 'DELETE')
    await upload.abort()
    expect(await store.listUploads(key)).toEqual([])
  })

  test('an object of the same size that was there before is not taken for the new one', async () => {
    const store = storeOf('proxied')
    const { upload, key } = body.start(store)
    upload.grown(await body.grow(11 * mib))
    await store.put(key, randomBytes(body.head.length + body.bytes.length), video)
    const isComplete = ({ method, url }: { method: string; url: string }) =>
      method === 'POST' && url.includes('uploadId=')
    proxy.inject({ kind: 'cut_before' }, 1, isComplete)
    await body.expectStored(store, key, await upload.finish(body.head))
  })
})
