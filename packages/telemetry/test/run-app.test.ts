import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

const fixture = new URL('fixtures/app.ts', import.meta.url).pathname

/** Starts the fixture; `signalOn` is sent once the output contains the text. */
const run = async (
  behaviour: string,
  options: { signal?: NodeJS.Signals; env?: Record<string, string> } = {},
) => {
  const child = spawn(process.execPath, [fixture, behaviour], {
    env: { PATH: '/usr/bin:/bin', TAPEDECK_LOG_LEVEL: 'debug', ...options.env },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let output = ''
  const collect = (chunk: Buffer): void => {
    const wasStarted = output.includes('"started"')
    output += chunk.toString()
    if (options.signal !== undefined && !wasStarted && output.includes('"started"'))
      child.kill(options.signal)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const [code] = await once(child, 'close')
  return { code, output }
}

describe('runApp', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'releases last first on %s and exits with 0',
    async (signal) => {
      const { code, output } = await run('runs', { signal })
      expect(code).toBe(0)
      const released = [...output.matchAll(/"released":"(\w+)"/g)].map((match) => match[1])
      expect(released).toEqual(['second', 'timer'])
    },
  )

  it.each(['start fails', 'fails later', 'throws later', 'rejects later'])(
    'releases and exits with 1 when it %s',
    async (behaviour) => {
      const { code, output } = await run(behaviour)
      expect(code).toBe(1)
      expect(output).toContain('"level":"fatal"')
      expect(output).toContain('"released":"timer"')
    },
  )

  it('exits with 1 when a release fails, after the others ran', async () => {
    const { code, output } = await run('release fails', { signal: 'SIGTERM' })
    expect(code).toBe(1)
    expect(output).toContain('"released":"timer"')
  })

  it('ends a process whose app left a handle open, and tells which', async () => {
    const { code, output } = await run('leaks', { signal: 'SIGTERM' })
    expect(code).toBe(0)
    expect(output).toContain('ending with open handles')
  })

  it('keeps what Node has compiled while it runs: it may be killed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tapedeck-compiled-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    const running = run('runs', { env: { NODE_COMPILE_CACHE: directory } })
    const hasEnded = running.then(() => true)
    const kept = async (): Promise<number> => {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).length
    }
    await expect.poll(kept, { timeout: 20_000 }).toBeGreaterThan(10)
    expect(await Promise.race([hasEnded, Promise.resolve(false)])).toBe(false)
  })

  it('exits with 78 and names every problem when the configuration is wrong', async () => {
    const { code, output } = await run('runs', {
      env: { TAPEDECK_REDIS_ULR: 'redis://h', TAPEDECK_LOG_LEVEL: 'loud' },
    })
    expect(code).toBe(78)
    expect(output).toContain('TAPEDECK_REDIS_ULR is not a known variable; did you mean')
    expect(output).toContain('TAPEDECK_LOG_LEVEL must be one of')
  })
})
