import { promises as dns, type LookupAddress } from 'node:dns'
import { type AddressInfo, createServer } from 'node:net'

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'

import { probeStream } from '../src/index.ts'
import { startScriptedServer } from './fixtures/scripted-server.ts'

let lookedUp: string[]
const answers = new Map<string, Promise<LookupAddress[]>>()

/** The operating system's resolver: what `answers` says of a name, and else this host. */
beforeEach(() => {
  lookedUp = []
  answers.clear()
  vi.spyOn(dns, 'lookup').mockImplementation((async (hostname: string) => {
    lookedUp.push(hostname)
    return (await answers.get(hostname)) ?? [{ address: '127.0.0.1', family: 4 }]
  }) as unknown as typeof dns.lookup)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const probe = (url: string, connectTimeoutMs = 5000) =>
  probeStream({ url, signal: new AbortController().signal, connectTimeoutMs, patienceMs: 100 })

test('however often a name is tried that is not resolved, others are resolved beside it', async () => {
  const server = await startScriptedServer(() => undefined)
  onTestFinished(() => server.stop())
  const dead = Promise.withResolvers<LookupAddress[]>()
  answers.set('dead.test', dead.promise)
  const healthy = server.url('live', 'there').replace('127.0.0.1', 'healthy.test')
  expect((await probe(healthy)).kind).toBe('waiting')
  for (let n = 0; n < 20; n += 1)
    expect(await probe('rtmp://dead.test/live/stream', 20)).toMatchObject({ kind: 'unreachable' })
  expect((await probe(healthy)).kind).toBe('waiting')
  dead.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))
  await expect(dead.promise).rejects.toThrow()
  expect(lookedUp).toEqual(['healthy.test', 'dead.test', 'healthy.test'])
})

test('a name of an rtmps server is looked up the same way', async () => {
  const greetings: number[] = []
  const server = createServer((socket) => {
    socket.once('data', (bytes) => {
      greetings.push(bytes[0] ?? 0)
      socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  expect((await probe(`rtmps://secure.test:${port}/live/stream`)).kind).toBe('unreachable')
  expect(lookedUp).toEqual(['secure.test'])
  // the first byte of a TLS handshake
  expect(greetings).toEqual([0x16])
})
