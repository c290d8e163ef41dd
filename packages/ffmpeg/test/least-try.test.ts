import { expect, test } from 'vitest'
import { waitForStream } from '../src/index.ts'
import { startScriptedServer } from './fixtures/scripted-server.ts'

/** What is known of a stream when no time is left to wait for it. */
const look = (url: string, leastTryMs?: number) =>
  waitForStream({
    ...{ url, timeoutMs: 0, connectTimeoutMs: 1000, random: () => 0.5 },
    signal: new AbortController().signal,
    ...(leastTryMs === undefined ? {} : { leastTryMs }),
  })

test('a stream that is there is found by one look, though no time is left', async () => {
  const server = await startScriptedServer((peer) => {
    setInterval(() => peer.video('keyframe'), 50).unref()
  })
  const url = server.url('live', 'stream')
  expect([await look(url), await look(url, 2000)]).toEqual(['timed_out', 'live'])
  await server.stop()
})

test('one look is all, and takes no longer than it is given', async () => {
  const server = await startScriptedServer(() => {})
  const startedAtMs = performance.now()
  expect(await look(server.url('live', 'stream'), 300)).toBe('timed_out')
  expect(performance.now() - startedAtMs).toBeLessThan(2000)
  await server.stop()
})
