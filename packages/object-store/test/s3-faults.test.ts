import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type FaultProxy,
  hasRealS3,
  type S3Server,
  startFaultProxy,
  startS3Server,
} from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  createGrowingUpload,
  createS3Store,
  type ObjectStore,
  type RequestFailure,
  type SendOptions,
  storeSmall,
} from '../src/index.ts'

const mib = 1024 * 1024
const video = { contentType: 'video/mp4' }
const isReal = await hasRealS3()
let server: S3Server
let proxy: FaultProxy
let direct: ObjectStore
let store: ObjectStore
let directory: string
let failures: RequestFailure[] = []
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-faults-'))
  server = await startS3Server()
  proxy = await startFaultProxy(server.endpoint)
  direct = createS3Store(server)
  store = createS3Store({
    ...{ ...server, endpoint: proxy.endpoint, attempts: 1, idleTimeoutMs: 1500 },
    onRequestTried: ({ failure }) => {
      if (failure !== null) failures.push(failure)
    },
  })
})
beforeEach(({ skip }) => {
  skip(!isReal, 'needs a real S3 server')
  failures = []
})
afterEach(() => proxy.clear())
afterAll(async () => {
  store.close()
  direct.close()
  await proxy.stop()
  await server.stop()
  await rm(directory, { recursive: true })
})

const sending = (to: ObjectStore, key: string): SendOptions => ({
  ...{ store: to, key, ...video, limit: pLimit(16), random: Math.random },
  retry: { firstDelayMs: 1, maxDelayMs: 50, factor: 2, attempts: 100 },
  signal: new AbortController().signal,
  onRetry: () => undefined,
})

/** Sends a body of several parts with a head in front of it; what must be stored then. */
const sendGrowing = async (key: string): Promise<Buffer> => {
  const head = randomBytes(1000)
  const body = randomBytes(22 * mib)
  const workFile = join(directory, key)
  await writeFile(workFile, body)
  const partBytes = () => 5 * mib
  const upload = createGrowingUpload({ ...sending(store, key), workFile, partBytes })
  upload.grown(body.length)
  await upload.finish(head)
  return Buffer.concat([head, body])
}

test('a slow line is no fault: a request may take longer than the time without progress', async () => {
  const idleTimeoutMs = 3000
  const slow = createS3Store({ ...server, endpoint: proxy.endpoint, attempts: 1, idleTimeoutMs })
  try {
    // far more than the buffers of the kernel hold, which hide the progress
    const body = randomBytes(24 * mib)
    const { uploadId } = await slow.createUpload('slow.bin', video)
    proxy.setRate(4 * mib)
    const startedAtMs = performance.now()
    const part = await slow.putPart('slow.bin', uploadId, 1, body)
    expect(performance.now() - startedAtMs).toBeGreaterThan(idleTimeoutMs)
    proxy.setRate(null)
    await slow.completeUpload('slow.bin', uploadId, [part])
    expect((await direct.get('slow.bin')).equals(body)).toBe(true)
  } finally {
    slow.close()
  }
})

test.each(['hang', 'stall'] as const)(
  'a connection that is half open (%s) is given up, and the request made again',
  async (kind) => {
    proxy.inject({ kind }, 1)
    await storeSmall({ ...sending(store, `${kind}.bin`), body: randomBytes(mib) })
    expect(failures).toEqual(['unreachable'])
    expect((await direct.head(`${kind}.bin`)).bytes).toBe(mib)
  },
)

test('an answer that stops in the middle is given up', async () => {
  await direct.put('half.bin', randomBytes(mib), video)
  proxy.inject({ kind: 'stall_answer', bytes: 1000 }, 1)
  await expect(store.get('half.bin')).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' })
})

test('a third of all requests answered by 500 or 503 costs no byte', async () => {
  proxy.setErrorShare(0.34)
  const whole = await sendGrowing('errors.bin')
  proxy.clear()
  expect((await direct.get('errors.bin')).equals(whole)).toBe(true)
  expect(await direct.listUploads('errors.bin')).toEqual([])
  expect(failures.every((failure) => failure === 'failed' || failure === 'slow_down')).toBe(true)
})

test('a connection cut behind the last byte of CompleteMultipartUpload gives one whole object', async () => {
  proxy.inject(
    { kind: 'cut_at_end' },
    2,
    ({ method, url }) => method === 'POST' && url.includes('uploadId='),
  )
  const whole = await sendGrowing('cut.bin')
  expect((await direct.get('cut.bin')).equals(whole)).toBe(true)
  expect(await direct.listUploads('cut.bin')).toEqual([])
})

test('refused keys are tried again like an outage, and seen as refused', async () => {
  proxy.inject({ kind: 'status', status: 403, code: 'InvalidAccessKeyId' }, 3)
  proxy.inject({ kind: 'status', status: 400, code: 'ExpiredToken' }, 3)
  await storeSmall({ ...sending(store, 'refused.bin'), body: Buffer.from('kept') })
  expect(failures).toEqual(Array.from({ length: 6 }, () => 'refused'))
  expect((await direct.get('refused.bin')).toString()).toBe('kept')
})

test('a service that asks to slow down is not met by all that failed at once', async () => {
  const burst = 20
  let seen = 0
  let inFlight = 0
  let mostBeforeSuccess = 0
  let hasSucceeded = false
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    await request.resume().toArray()
    if (++seen <= burst) {
      response.writeHead(503)
      response.end('<Error><Code>SlowDown</Code></Error>')
      return
    }
    inFlight += 1
    if (!hasSucceeded) mostBeforeSuccess = Math.max(mostBeforeSuccess, inFlight)
    await delay(30)
    hasSucceeded = true
    inFlight -= 1
    response.writeHead(200, { etag: '"e"' })
    response.end()
  }
  const web = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(web, 'listening')
  const endpoint = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  const busy = createS3Store({ ...server, endpoint, attempts: 1 })
  try {
    const limit = pLimit(burst)
    await Promise.all(
      Array.from({ length: burst }, (_, index) =>
        storeSmall({ ...sending(busy, `k${index}`), limit, body: Buffer.from('x') }),
      ),
    )
    expect(seen).toBe(2 * burst)
    expect(mostBeforeSuccess).toBeLessThanOrEqual(burst / 2)
  } finally {
    busy.close()
    web.close()
    web.closeAllConnections()
  }
})
