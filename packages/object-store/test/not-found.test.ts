import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'
import pLimit from 'p-limit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createS3Store, type ObjectStore, type RequestFailure } from '../src/index.ts'
import { type LostUpload, salvageEnding, salvageParts } from '../src/salvaging/salvage-upload.ts'

type Answer = { type: string | null; body: string; headers?: Record<string, string> }

/** What routers and web servers say that find no way to the store behind them. */
const pages: [string, Answer][] = [
  ['plain text', { type: 'text/plain; charset=utf-8', body: '404 page not found\n' }],
  ['a page', { type: 'text/html', body: '<html><body><h1>404 Not Found</h1></body></html>' }],
  ['a page that is no XML', { type: 'text/html', body: '<html><hr><h1>404 Not Found</html>' }],
  ['JSON', { type: 'application/json', body: '{"message":"no Route matched"}' }],
]
const saying = (code: string): Answer => ({
  type: 'application/xml',
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>none</Message></Error>`,
})
const silent: Answer = { type: null, body: '' }

const part = { partNumber: 1, etag: '"e"', bytes: 1, crc32: 1 }
const failed = { code: 'STORAGE_FAILED' }
const gone = { code: 'OBJECT_NOT_FOUND' }

let answer: Answer = silent
let failures: (RequestFailure | null)[] = []
let seen: string[] = []
const web = createServer((request, response) => {
  seen.push(request.method ?? '')
  request.resume().once('end', () => {
    const type = answer.type === null ? {} : { 'content-type': answer.type }
    response.writeHead(404, { ...type, ...answer.headers })
    response.end(answer.body)
  })
})
let store: ObjectStore
beforeAll(async () => {
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  store = createS3Store({
    endpoint: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    bucket: 'recordings',
    attempts: 1,
    onRequestTried: ({ failure }) => failures.push(failure),
  })
})
afterAll(() => {
  store.close()
  web.close()
  web.closeAllConnections()
})

const given = (next: Answer): void => {
  answer = next
  failures = []
  seen = []
}

/** The requests on which it depends whether media is given up. */
const requests: [string, () => Promise<unknown>][] = [
  ['get', () => store.get('k')],
  ['listParts', () => store.listParts('k', 'u')],
  ['putPart', () => store.putPart('k', 'u', 1, randomBytes(10))],
  ['completeUpload', () => store.completeUpload('k', 'u', [part])],
  ['remove', () => store.remove(['k'])],
  ['abortUpload', () => store.abortUpload('k', 'u')],
]
/** Of these, what is not there is as good as taken away. */
const removals = new Set(['remove', 'abortUpload'])

test.each(pages)('404 as %s says nothing about an object or an upload', async (_, page) => {
  for (const [name, request] of [...requests, ['head', () => store.head('k')] as const]) {
    given(page)
    await expect(request(), name).rejects.toMatchObject(failed)
    expect(failures, name).toEqual(['failed'])
  }
  given(page)
  await expect(store.list('')).rejects.toMatchObject(failed)
})

test.each(requests)('404 without a body says nothing to %s', async (_, request) => {
  given(silent)
  await expect(request()).rejects.toMatchObject(failed)
})

test('404 with a code of S3 is believed', async () => {
  for (const [name, request] of requests.filter(([one]) => !removals.has(one))) {
    given(saying('NoSuchUpload'))
    await expect(request(), name).rejects.toMatchObject(gone)
    expect(failures, name).toEqual([null])
  }
  await store.abortUpload('k', 'u')
  given(saying('NoSuchKey'))
  await store.remove(['k'])
  await expect(store.get('k')).rejects.toMatchObject(gone)
  await expect(store.copy('k', 'k2')).rejects.toMatchObject(gone)
  given(saying('NoSuchBucket'))
  await expect(store.abortUpload('k', 'u')).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND' })
})

test.each([
  ['nothing', silent],
  ['the type of an error', saying('NoSuchKey')],
  ['a request id', { ...silent, headers: { 'x-amz-request-id': 'tx1' } }],
])('404 to HEAD with %s is that of a store', async (_, said) => {
  given(said)
  await expect(store.head('k')).rejects.toMatchObject(gone)
  expect(failures).toEqual([null])
})

const lost = (): LostUpload => ({
  ...{ store, key: 'k', uploadId: 'u', toKey: 'k', limit: pLimit(4), random: () => 0.5 },
  retry: { firstDelayMs: 1, maxDelayMs: 2, factor: 2, attempts: 3 },
  signal: new AbortController().signal,
  onRetry: () => undefined,
  beforeVisible: async () => undefined,
})
const ending = {
  ...{ key: 'k', bytes: 1, startedAtMs: 0, endedAtMs: 1, durationMs: 1 },
  through: [{ generation: 1, sequence: 1 }],
}
const plan = {
  ...{ kind: 'parts' as const, bytes: 1, mediaMs: 1, startedAtMs: 0, endedAtMs: 1 },
  ...{ through: ending.through, parts: [part], known: { bytes: 1, crc32: crc32('x') } },
}

test.each([...pages, ['nothing', silent] as const])(
  'a lost upload is not given up for a router that answers 404 with %s',
  async (_, page) => {
    given(page)
    await expect(salvageEnding(lost(), ending, [])).rejects.toMatchObject(failed)
    await expect(salvageParts(lost(), plan)).rejects.toMatchObject(failed)
    // it was asked for again each time, and nothing was made of not knowing
    expect(seen).toEqual(Array.from({ length: 6 }, () => 'GET'))
  },
)

test('a lost upload that the store does not know is given up', async () => {
  given(saying('NoSuchUpload'))
  expect(await salvageEnding(lost(), ending, [])).toBeNull()
  expect(await salvageParts(lost(), plan)).toBeNull()
})
