import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  request as openRequest,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../src/index.ts'

let server: Server
let proxy: FaultProxy
let randoms: number[] = []
/** Bodies that the server has received whole. */
let received: string[] = []
let receivedBytes = 0
beforeAll(async () => {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    request.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length
    })
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString()
    received.push(body)
    response.end(`got ${body}`)
  }
  server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  proxy = await startFaultProxy(`http://127.0.0.1:${port}`, { random: () => randoms.shift() ?? 1 })
})
afterAll(async () => {
  await proxy.stop()
  server.close()
  server.closeAllConnections()
})
afterEach(() => {
  proxy.clear()
  randoms = []
  received = []
})

const put = (body: string, signal?: AbortSignal): Promise<Response> =>
  fetch(proxy.endpoint, { method: 'PUT', body, ...(signal === undefined ? {} : { signal }) })

it('passes requests on, and clear takes every switch back', async () => {
  proxy.setErrorShare(1)
  proxy.setDown(true)
  proxy.setLatency(1_000_000)
  proxy.setRate(1)
  proxy.clear()
  expect(await (await put('all of it')).text()).toBe('got all of it')
})

it('answers a share of the requests with 500 or 503', async () => {
  proxy.setErrorShare(0.1)
  randoms = [0.1, 0.05, 0.4, 0.5, 0.09, 0.6]
  const statuses = []
  for (let request = 0; request < 4; request++) statuses.push((await put('x')).status)
  expect(statuses).toEqual([200, 500, 200, 503])
})

it('waits before it passes a request on', async () => {
  proxy.setLatency(60)
  const startedAtMs = performance.now()
  await put('x')
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(59)
})

it('carries bodies at a rate, and a new rate meets transfers under way', async () => {
  proxy.setRate(1000)
  const body = 'a'.repeat(100_000)
  const before = receivedBytes
  const answer = put(body)
  await expect.poll(() => receivedBytes - before).toBeGreaterThan(0)
  expect(receivedBytes - before).toBeLessThan(body.length)
  proxy.setRate(null)
  expect((await (await answer).text()).length).toBe(body.length + 4)
})

/** One request on a connection of its own, without the tries again that fetch makes by itself. */
const putOnce = async (): Promise<number | undefined> => {
  const request = openRequest(proxy.endpoint, { method: 'PUT', agent: false })
  request.end('x')
  const [response] = await once(request, 'response')
  response.resume()
  return response.statusCode
}

it('resets open connections and new ones while it is down', async () => {
  const before = proxy.requests().length
  proxy.inject({ kind: 'stall' }, 1)
  const open = putOnce()
  open.catch(() => undefined)
  await expect.poll(() => proxy.requests().length).toBe(before + 1)
  proxy.setDown(true)
  await expect(open).rejects.toMatchObject({ code: 'ECONNRESET' })
  await expect(putOnce()).rejects.toMatchObject({ code: 'ECONNRESET' })
  proxy.setDown(false)
  expect(await putOnce()).toBe(200)
})

it('cuts the connection at the last byte while the server has all of it', async () => {
  proxy.inject({ kind: 'cut_at_end' }, 1)
  await expect(put('carried out')).rejects.toThrow('fetch failed')
  await expect.poll(() => received).toEqual(['carried out'])
})

it.each([{ kind: 'stall' }, { kind: 'hang' }] as const)('never answers: $kind', async (fault) => {
  const before = proxy.requests().length
  proxy.inject(fault, 1)
  const giveUp = new AbortController()
  let isOver = false
  const silent = put('x'.repeat(1_000_000), giveUp.signal).finally(() => {
    isOver = true
  })
  silent.catch(() => undefined)
  await expect.poll(() => proxy.requests().length).toBe(before + 1)
  await put('other')
  expect([received, isOver]).toEqual([['other'], false])
  giveUp.abort()
  await expect(silent).rejects.toThrow('aborted')
})

it('stops in the middle of an answer', async () => {
  proxy.inject({ kind: 'stall_answer', bytes: 5 }, 1)
  const { status, body } = await put('x')
  const reader = body?.getReader()
  expect([status, Buffer.from((await reader?.read())?.value ?? []).toString()]).toEqual([
    200,
    'got x',
  ])
  await reader?.cancel()
})
