import { randomBytes, randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import {
  type FaultProxy,
  hasRealS3,
  type S3Server,
  startFaultProxy,
  startS3Server,
} from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createS3Store, type ObjectStore } from '../src/index.ts'
import { type LostUpload, salvageEnding, salvageParts } from '../src/salvaging/salvage-upload.ts'

const mib = 1024 * 1024
const isReal = await hasRealS3()
let server: S3Server
let proxy: FaultProxy
let direct: ObjectStore
let store: ObjectStore
beforeEach(({ skip }) => skip(!isReal, 'needs a real S3 server'))
beforeAll(async () => {
  server = await startS3Server()
  proxy = await startFaultProxy(server.endpoint)
  direct = createS3Store(server)
  store = createS3Store({ ...server, endpoint: proxy.endpoint, attempts: 1 })
})
afterEach(() => proxy.clear())
afterAll(async () => {
  store.close()
  direct.close()
  await proxy.stop()
  await server.stop()
})

/** An upload of two parts that nobody completed, and how a salvage of it begins. */
const leave = async (): Promise<{ lost: LostUpload; whole: Buffer; retries: string[] }> => {
  const key = `lost/${randomUUID()}.mp4`
  const { uploadId } = await direct.createUpload(key, { contentType: 'video/mp4' })
  const parts = [randomBytes(5 * mib), randomBytes(1000)] as const
  await direct.putPart(key, uploadId, 1, parts[0])
  await direct.putPart(key, uploadId, 2, parts[1])
  const retries: string[] = []
  const lost = {
    ...{ store, key, uploadId, toKey: key, limit: pLimit(4), random: () => 0.5 },
    retry: { firstDelayMs: 1, maxDelayMs: 10, factor: 2, attempts: 20 },
    signal: new AbortController().signal,
    onRetry: ({ code }: { code: string }) => retries.push(code),
    beforeVisible: async () => undefined,
  }
  return { lost, whole: Buffer.concat(parts), retries }
}
const through = [{ generation: 1, sequence: 1 }]
const endingOf = ({ length }: Buffer, key: string) => ({
  ...{ key, bytes: length, startedAtMs: 0, endedAtMs: 1, durationMs: 1, through },
})
/** With an ETag of part 1 that does not hold any more: it came again with the head. */
const planOf = (bytes: number) => ({
  ...{ kind: 'parts' as const, bytes, mediaMs: 1, startedAtMs: 0, endedAtMs: 1, through },
  parts: [{ partNumber: 1, etag: '"of the provisional head"', bytes, crc32: 1 }],
  known: { bytes, crc32: 1 },
})
const salvaged = (whole: Buffer) => ({
  bytes: whole.length,
  crc32: crc32(whole).toString(16).padStart(8, '0'),
})
const isHead = ({ method }: { method: string }): boolean => method === 'HEAD'
const missing = { kind: 'status', status: 404, code: 'NoSuchKey' } as const

test('an object that a store shows a little late is waited for', async () => {
  const { lost, whole, retries } = await leave()
  proxy.inject(missing, 2, isHead)
  const found = await salvageEnding(lost, endingOf(whole, lost.key), [])
  expect(found).toEqual(salvaged(whole))
  expect(retries).toEqual(['OBJECT_MISMATCH', 'OBJECT_MISMATCH'])
  expect((await direct.get(lost.key)).equals(whole)).toBe(true)
})

test('an object that a store never shows is not waited for without end', async () => {
  const { lost, whole } = await leave()
  proxy.inject(missing, 100, isHead)
  const before = proxy.requests().length
  const salvage = salvageEnding(lost, endingOf(whole, lost.key), [])
  await expect(salvage).rejects.toMatchObject({ code: 'OBJECT_MISMATCH' })
  expect(proxy.requests().slice(before).filter(isHead)).toHaveLength(5)
})

test('a cycle that had ended is not given up for a listing of its parts that failed', async () => {
  const { lost, whole, retries } = await leave()
  proxy.inject({ kind: 'status', status: 500, code: 'InternalError' }, 1)
  const ended = await salvageEnding(lost, endingOf(whole, lost.key), [])
  const found = ended ?? (await salvageParts(lost, planOf(5 * mib)))
  expect(found).toEqual(salvaged(whole))
  expect(retries).toEqual(['STORAGE_FAILED'])
})

test('an object whose cutting off was carried out and not answered is taken as it is', async () => {
  const key = `cut/${randomUUID()}.bin`
  const body = Buffer.from('whole fragments, and the beginning of')
  await direct.put(key, body, { contentType: 'video/mp4' })
  const isCompletion = ({ method, url }: { method: string; url: string }): boolean =>
    method === 'POST' && url.includes('uploadId=')
  proxy.inject({ kind: 'cut_after' }, 1, isCompletion)
  const cut = () => store.copy(key, key, { firstBytes: 15 })
  await expect(cut()).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' })
  expect(await cut()).toMatchObject({ key, bytes: 15 })
  expect((await direct.get(key)).toString()).toBe('whole fragments')
})
