import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toRecordingView } from '@tapedeck/contracts'
import { sampleRecording } from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { exitCodes } from '../src/exit-code.ts'
import { runCli } from '../src/run-cli.ts'
import { captureTerminal } from './capture-terminal.ts'

const recording = toRecordingView(sampleRecording({ state: 'recording' }), null)
const finalizing = { ...recording, state: 'finalizing' as const }
const completed = {
  ...recording,
  state: 'completed' as const,
  reason: 'stopped' as const,
  endedAt: recording.createdAt,
}

/** An API that hangs, is away, or takes its time to end a recording, as no real one does when it is told. */
let answer: (response: ServerResponse, isStop: boolean) => void
let stops: number
const server = createServer((request, response) => {
  request.resume()
  const isStop = request.url?.endsWith('/stop') === true
  if (isStop) stops++
  answer(response, isStop)
})
let url: string

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})
beforeEach(() => {
  stops = 0
})

const send = (response: ServerResponse, body: unknown): void => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Runs `record --follow` with a Ctrl-C that the test presses. */
const follow = () => {
  const terminal = captureTerminal()
  const listeners = new Set<() => void>()
  const ended = runCli(['record', 'rtmp://127.0.0.1/live/a', '--follow'], {
    env: { TAPEDECK_URL: url, TAPEDECK_API_KEY: 'k' },
    terminal,
    interrupts: {
      listen: (onInterrupt) => {
        listeners.add(onInterrupt)
        return () => listeners.delete(onInterrupt)
      },
    },
    readInput: async () => '',
  })
  const interrupt = (): void => {
    for (const listener of listeners) listener()
  }
  return { ended, interrupt, listeners, told: terminal.errText }
}

test('a second Ctrl-C leaves while the service still stores, and stops only once', async () => {
  let looks = 0
  answer = (response, isStop) => {
    if (stops > 0 && !isStop) looks++
    send(response, stops > 0 ? finalizing : recording)
  }
  const { ended, interrupt, told, listeners } = follow()
  await expect.poll(told).toContain('recording')
  interrupt()
  await expect.poll(() => looks, { timeout: 20_000 }).toBeGreaterThan(2)
  expect(told()).toContain('finalizing')
  interrupt()
  expect(await ended).toBe(exitCodes.interrupted)
  expect(told()).toContain('Left. The service still ends the recording: tapedeck show rec_sample')
  expect(stops).toBe(1)
  expect(listeners.size).toBe(0)
})

test('an API that hangs holds nobody, and it is not said that it stops', async () => {
  let hangs = false
  answer = (response) => {
    if (!hangs) send(response, recording)
  }
  const { ended, interrupt, told } = follow()
  await expect.poll(told).toContain('\nrecording')
  hangs = true
  interrupt()
  await expect.poll(() => stops).toBeGreaterThan(0)
  interrupt()
  expect(await ended).toBe(exitCodes.interrupted)
  expect(told()).toContain('Left. The recording goes on')
})

test('Ctrl-C while the recording is being accepted stops it as soon as it is', async () => {
  const held: { response: ServerResponse | null } = { response: null }
  answer = (response) => {
    if (stops > 0) send(response, completed)
    else held.response = response
  }
  const { ended, interrupt } = follow()
  await expect.poll(() => held.response).not.toBeNull()
  interrupt()
  if (held.response !== null) send(held.response, recording)
  expect(await ended).toBe(exitCodes.done)
  expect(stops).toBe(1)
})

test('an API that is away for a while is waited for', async () => {
  let refusals = 0
  answer = (response, isStop) => {
    if (isStop || refusals > 4) send(response, completed)
    else if (refusals === 0) send(response, recording)
    else response.writeHead(503, { 'retry-after': '0' }).end()
    refusals++
  }
  const { ended, told } = follow()
  expect(await ended).toBe(exitCodes.done)
  expect(told()).toContain('rec_sample completed (stopped)')
})
