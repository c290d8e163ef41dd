import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  makeSource,
  type NginxRtmp,
  publishStream,
  type SpawnedProcess,
  spawnProcess,
  startNginxRtmp,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

const program = new URL('fixtures/killed-parent.ts', import.meta.url).pathname
const ffmpegPath = execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim()

let dir: string
let source: string
let nginx: NginxRtmp

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-orphans-'))
  source = await makeSource({ dir, seconds: 4 })
  nginx = await startNginxRtmp()
})
afterAll(async () => {
  await nginx.stop()
  await rm(dir, { recursive: true, force: true })
})

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The latest line that the program wrote about its pull. */
const stateOf = (parent: SpawnedProcess): { pid: number | null; bytes: number } => {
  const line = parent.output().trim().split('\n').at(-1) ?? ''
  return line.startsWith('{')
    ? (JSON.parse(line) as { pid: number; bytes: number })
    : { pid: null, bytes: 0 }
}

const startParent = async (url: string, minBytes: number, env?: NodeJS.ProcessEnv) => {
  const parent = spawnProcess(process.execPath, [program, url, ffmpegPath], env ? { env } : {})
  await expect
    .poll(() => stateOf(parent).pid !== null && stateOf(parent).bytes >= minBytes, {
      timeout: 20_000,
    })
    .toBe(true)
  return { parent, pid: stateOf(parent).pid ?? 0 }
}

test('ffmpeg dies with a parent that is killed, in the middle of a stream', async () => {
  const url = nginx.url('live', 'flowing')
  const publisher = publishStream({ url, file: source, loop: true })
  const { parent, pid } = await startParent(url, 10_000)
  expect(isRunning(pid)).toBe(true)
  await parent.kill()
  await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false)
  await publisher.kill()
})

test('ffmpeg dies with a parent that is killed while the server keeps the player waiting', async () => {
  const { parent, pid } = await startParent(nginx.url('live', 'waiting'), 0)
  await parent.kill()
  await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false)
})

test('ffmpeg dies with a parent that exits', async () => {
  const { parent, pid } = await startParent(nginx.url('live', 'leaving'), 0)
  await parent.stop('SIGTERM')
  await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false)
})

test('without setpriv ffmpeg dies at its next write', async () => {
  const url = nginx.url('live', 'unhelped')
  const publisher = publishStream({ url, file: source, loop: true })
  const { parent, pid } = await startParent(url, 10_000, { PATH: '/nonexistent' })
  await parent.kill()
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false)
  await publisher.kill()
})

test('without setpriv a program that is not there is still a value', async () => {
  const parent = spawnProcess(
    process.execPath,
    [
      '--input-type=module-typescript',
      '--eval',
      `import { startPull } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
       const pull = startPull({ url: 'rtmp://h/a/b', ffmpegPath: 'nowhere', ioTimeoutMs: 1, stopTimeoutMs: 1, killTimeoutMs: 1 })
       pull.output.resume()
       console.log((await pull.exited).kind)`,
    ],
    { env: { PATH: '/nonexistent' } },
  )
  const { exitCode } = await parent.exited
  expect(parent.output().trim()).toBe('spawn_failed')
  expect(exitCode).toBe(0)
})
