import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { keys } from '@tapedeck/redis'
import { describe, expect, onTestFinished } from 'vitest'
import { startSchedules } from '../src/index.ts'
import { queueTest } from './queue-test.ts'

const timeout = 20_000
const script = fileURLToPath(new URL('beating.ts', import.meta.url))

type Beating = {
  child: ChildProcessByStdio<Writable, Readable, null>
  beats: () => number
  resets: () => number
  /** Beats that the job scheduler gave. */
  given: () => number
}

/** Starts a process that takes part in the schedule. */
const beating = (redisUrl: string, everyMs = 500): Beating => {
  const child = spawn(process.execPath, [script, redisUrl, String(everyMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  const count = (word: string) => said.split('\n').filter((line) => line.startsWith(word)).length
  return {
    child,
    beats: () => count('beat'),
    resets: () => count('reset'),
    given: () => count('scheduler'),
  }
}

const more = async (process: Beating, beats = 3): Promise<void> => {
  const before = process.beats()
  await expect.poll(process.beats, { timeout }).toBeGreaterThanOrEqual(before + beats)
}

const running = (redisUrl: string, everyMs: number) => {
  const sources: string[] = []
  const resets: string[] = []
  const schedules = startSchedules([{ name: 'test', everyMs, beat: () => undefined }], {
    redisUrl,
    onError: () => undefined,
    onBeat: (_, source) => sources.push(source),
    onReset: (name) => resets.push(name),
  })
  return { schedules, sources, resets }
}

describe('a schedule', () => {
  queueTest('gives each beat to one of several processes', async ({ server, redis }) => {
    await redis.ping()
    const one = running(server.url, 400)
    const two = running(server.url, 400)
    const given = ({ sources }: typeof one) => sources.filter((from) => from === 'scheduler').length
    await expect.poll(() => given(one) + given(two), { timeout }).toBeGreaterThan(9)
    await Promise.all([one.schedules.close(), two.schedules.close()])
    // each beat of the scheduler makes the next one
    const made = Number(await redis.hget(`${keys.queuePrefix}:tick:repeat:test`, 'ic'))
    expect(given(one) + given(two)).toBeLessThanOrEqual(made)
  })

  queueTest(
    'goes on when the process that beats is killed, and when all are',
    async ({ server, redis }) => {
      await redis.ping()
      const one = beating(server.url)
      const two = beating(server.url)
      await more(one, 1)
      one.child.kill('SIGKILL')
      await more(two)
      two.child.kill('SIGKILL')
      await more(beating(server.url))
    },
  )

  queueTest('goes on when Redis is restarted, and when it forgets', async ({ server, redis }) => {
    await redis.ping()
    const process = beating(server.url)
    await more(process)
    await server.restart()
    await more(process)
    await redis.flushall()
    await more(process)
  })

  queueTest('goes on when wall clocks jump', async ({ server, redis }) => {
    await redis.ping()
    const one = beating(server.url)
    await more(one)
    one.child.stdin.write('jump 3600000\n')
    await more(one)
    one.child.stdin.write('jump -7200000\n')
    await more(one)
    await expect.poll(one.resets, { timeout }).toBeGreaterThan(0)
    // the scheduler itself goes on, not only the watch
    const given = one.given()
    await expect.poll(one.given, { timeout }).toBeGreaterThan(given + 2)
    // one whose clock is right gives the beats from now on
    const two = beating(server.url)
    await more(two)
  })

  queueTest('needs no watch while all is well', async ({ server, redis }) => {
    await redis.ping()
    const { schedules, sources, resets } = running(server.url, 2000)
    const given = () => sources.filter((one) => one === 'scheduler').length
    // on a busy machine it begins late, and until then the watch beats
    await expect.poll(given, { timeout }).toBeGreaterThan(0)
    sources.length = 0
    await expect.poll(given, { timeout }).toBe(3)
    expect(resets).toEqual([])
    expect(sources).not.toContain('watch')
    await schedules.close()
  })
})
