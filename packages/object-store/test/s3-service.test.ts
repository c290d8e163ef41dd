import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import {
  type FaultProxy,
  freePort,
  hasRealS3,
  type S3Server,
  startFaultProxy,
  startS3Server,
} from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createS3Store, type ObjectStore, storeSmall } from '../src/index.ts'
import { createS3Client } from '../src/s3/s3-client.ts'
import { listObjects, listOpenUploads, listSentParts } from '../src/s3/s3-listing.ts'

const mib = 1024 * 1024
/** Waits for a state on a machine that may be busy. */
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 })
const video = { contentType: 'video/mp4' }
const isReal = await hasRealS3()
beforeEach(({ skip }) => skip(!isReal, 'needs a real S3 server'))
let server: S3Server
let proxy: FaultProxy
let store: ObjectStore
let proxied: ObjectStore
beforeAll(async () => {
  server = await startS3Server()
  proxy = await startFaultProxy(server.endpoint)
  store = createS3Store(server)
  proxied = createS3Store({ ...server, endpoint: proxy.endpoint, attempts: 1 })
})
afterAll(async () => {
  store.close()
  proxied.close()
  await proxy.stop()
  await server.stop()
})
afterEach(() => proxy.clear())

/** Runs a check against a service with other settings. */
const checkWith = async (
  settings: Partial<Parameters<typeof createS3Store>[0]>,
  signal?: AbortSignal,
) => {
  const other = createS3Store({ ...server, ...settings })
  try {
    await other.check(signal)
  } finally {
    other.close()
  }
}

describe('check tells at once what is wrong', () => {
  test.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }, 'STORAGE_DENIED'],
    ['an unknown access key', { accessKeyId: 'UNKNOWN' }, 'STORAGE_DENIED'],
    ['a missing bucket', { bucket: 'not-there' }, 'STORAGE_NOT_FOUND'],
    ['a name that does not resolve', { endpoint: 'http://no.invalid' }, 'STORAGE_UNREACHABLE'],
    ['TLS to a plain server', { endpoint: 'https://PLAIN' }, 'STORAGE_UNREACHABLE'],
  ] as const)('%s', async (_, settings, code) => {
    const endpoint = 'endpoint' in settings ? settings.endpoint : server.endpoint
    const real = endpoint.replace('PLAIN', new URL(server.endpoint).host)
    await expect(checkWith({ ...settings, endpoint: real })).rejects.toMatchObject({ code })
  })

  test('a port where nobody listens', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`
    await expect(checkWith({ endpoint })).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' })
  })

  test('a server that never answers, when the signal says so', async () => {
    proxy.inject({ kind: 'stall' }, 10)
    const check = checkWith({ endpoint: proxy.endpoint }, AbortSignal.timeout(200))
    await expect(check).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' })
  })

  test('a server that speaks something else', async () => {
    const web = createServer((request, response) => {
      request.resume()
      response.end('<html>welcome</html>')
    }).listen(0, '127.0.0.1')
    try {
      await poll(() => web.listening).toBe(true)
      const address = web.address()
      const port = typeof address === 'object' ? address?.port : 0
      const other = createS3Store({ ...server, endpoint: `http://127.0.0.1:${port}` })
      await expect(other.createUpload('a', video)).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
      other.close()
    } finally {
      web.close()
      web.closeAllConnections()
    }
  })

  test('rights to delete that are missing', async () => {
    proxy.inject({ kind: 'status', status: 403, code: 'AccessDenied' }, 10, (request) =>
      request.method.startsWith('DELETE'),
    )
    await expect(proxied.check()).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
  })
})

test('a presigned link gives object and content type without credentials, until it expires', async () => {
  const key = 'links/a b+ü.mp4'
  await store.put(key, Buffer.from('linked'), video)
  const response = await fetch((await store.presignGet(key, 60)) ?? '')
  expect(response.headers.get('content-type')).toBe('video/mp4')
  expect(await response.text()).toBe('linked')
  const tampered = (await store.presignGet(key, 60))?.replace('links', 'other') ?? ''
  expect((await fetch(tampered)).status).toBe(403)
})

test('a copy larger than one request allows goes in parts, and the content type goes along', async () => {
  const copyLimits = { wholeBytes: 6 * mib, partBytes: 5 * mib }
  const limited = createS3Store({ ...server, copyLimits })
  try {
    const body = randomBytes(11 * mib + 7)
    await limited.put('large copy/from+.mp4', body, video)
    const copied = await limited.copy('large copy/from+.mp4', 'large copy/to.mp4')
    expect(copied.bytes).toBe(body.length)
    expect(copied.etag).toMatch(/-3"$/)
    expect((await limited.get('large copy/to.mp4')).equals(body)).toBe(true)
    const response = await fetch((await limited.presignGet('large copy/to.mp4', 60)) ?? '')
    expect(response.headers.get('content-type')).toBe('video/mp4')
    await response.body?.cancel()
  } finally {
    limited.close()
  }
})

test('a copy in parts that fails leaves no upload', async () => {
  const copyLimits = { wholeBytes: 5 * mib, partBytes: 5 * mib }
  const options = { ...server, endpoint: proxy.endpoint, attempts: 1, copyLimits }
  const limited = createS3Store(options)
  try {
    await store.put('failing/from.mp4', randomBytes(31 * mib), video)
    proxy.inject({ kind: 'status', status: 500 }, 1, ({ url }) => url.includes('partNumber=3'))
    await expect(limited.copy('failing/from.mp4', 'failing/to.mp4')).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    })
    expect(await store.listUploads('failing/')).toEqual([])
  } finally {
    limited.close()
  }
})

test('requests carry no checksum headers or trailers that other services refuse', async () => {
  const seen: string[] = []
  const web = createServer((request, response) => {
    seen.push(...Object.keys(request.headers), request.headers['content-encoding'] ?? '')
    request.resume()
    response.setHeader('etag', '"x"').end()
  }).listen(0, '127.0.0.1')
  try {
    await poll(() => web.listening).toBe(true)
    const address = web.address()
    const port = typeof address === 'object' ? address?.port : 0
    const other = createS3Store({ ...server, endpoint: `http://127.0.0.1:${port}` })
    await other.put('a', randomBytes(100), video)
    await other.putPart('a', 'id', 1, randomBytes(100))
    other.close()
  } finally {
    web.close()
    web.closeAllConnections()
  }
  expect(seen).toContain('content-length')
  expect(seen.filter((name) => /checksum|trailer|chunked/.test(name))).toEqual([])
})

test('more keys than one request takes are removed', async () => {
  const keys = Array.from({ length: 1005 }, (_, number) => `removed/${number}`)
  for (const key of [keys[0], keys[1004]]) await store.put(key ?? '', Buffer.from('x'), video)
  await store.remove(keys)
  expect(await store.list('removed/')).toEqual([])
})

test('listings of objects, uploads and parts go on over all pages', async () => {
  const client = createS3Client(server)
  try {
    const keys = ['a', 'b', 'c', 'd', 'e'].map((name) => `pages/${name}`)
    for (const key of keys) await store.put(key, Buffer.from('x'), video)
    const objects = await listObjects(client, server.bucket, 'pages/', 2)
    expect(objects.map(({ key }) => key)).toEqual(keys)

    const uploadIds: string[] = []
    for (const name of ['a', 'a', 'b', 'c', 'd'])
      uploadIds.push((await store.createUpload(`pages/${name}`, video)).uploadId)
    const uploads = await listOpenUploads(client, server.bucket, 'pages/', 2)
    expect(uploads.map((upload) => upload.uploadId).sort()).toEqual(uploadIds.sort())

    const { key = '', uploadId = '' } = uploads[0] ?? {}
    for (const number of [1, 2, 3, 4, 5])
      await store.putPart(key, uploadId, number, Buffer.from('x'))
    const parts = await listSentParts(client, { bucket: server.bucket, key, uploadId }, 2)
    expect(parts.map(({ partNumber }) => partNumber)).toEqual([1, 2, 3, 4, 5])
    for (const upload of uploads) await store.abortUpload(upload.key, upload.uploadId)
  } finally {
    client.destroy()
  }
})

describe('a small object', () => {
  const send = (key: string, body: Buffer | { path: string }, retries: string[] = []) =>
    storeSmall({
      store: proxied,
      key,
      contentType: 'video/mp2t',
      body,
      limit: pLimit(2),
      retry: { firstDelayMs: 5, maxDelayMs: 20, factor: 2, attempts: 4 },
      random: () => 0.5,
      signal: new AbortController().signal,
      onRetry: (error) => retries.push(error.code),
    })
  const hex = (bytes: Buffer) => crc32(bytes).toString(16).padStart(8, '0')

  test('is stored with its checksum although the store fails at first', async () => {
    proxy.inject({ kind: 'status', status: 503 }, 1)
    proxy.inject({ kind: 'cut_before' }, 1)
    const body = randomBytes(50_000)
    const retries: string[] = []
    const sent = await send('small/a.ts', body, retries)
    expect(retries).toEqual(['STORAGE_FAILED', 'STORAGE_UNREACHABLE'])
    expect(sent).toMatchObject({ key: 'small/a.ts', bytes: 50_000, crc32: hex(body) })
    expect((await store.get('small/a.ts')).equals(body)).toBe(true)
  })

  test('on disk that is larger than a part is sent again as a whole, and leaves no upload', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tapedeck-small-'))
    try {
      const body = randomBytes(33 * mib)
      const path = join(directory, 'slice.ts')
      await writeFile(path, body)
      proxy.inject({ kind: 'status', status: 503 }, 1, ({ url }) => url.includes('partNumber=2'))
      const sent = await send('small/large.ts', { path })
      expect(sent).toMatchObject({ bytes: body.length, crc32: hex(body) })
      expect((await store.get('small/large.ts')).equals(body)).toBe(true)
      await poll(() => store.listUploads('small/')).toEqual([])
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  test('is given up when the policy ends', async () => {
    proxy.inject({ kind: 'status', status: 503 }, 100)
    await expect(send('small/never.ts', Buffer.from('x'))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    })
  })
})
