import { fileURLToPath } from 'node:url'
import { type SpawnedProcess, spawnProcess, startRedis } from '@tapedeck/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'

const timeoutMs = 20_000
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Starts the app as `npm run notifier` does. */
const run = (env: Record<string, string>): SpawnedProcess => {
  const child = spawnProcess(process.execPath, [main], { env })
  onTestFinished(() => child.kill())
  return child
}

const opsPortOf = (child: SpawnedProcess): string =>
  /"opsPort":(\d+)/.exec(child.output())?.[1] ?? ''

describe('the notifier as a process', () => {
  it('starts, answers its probes, and ends with 0 on SIGTERM', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const child = run({
      TAPEDECK_REDIS_URL: redis.url,
      TAPEDECK_METRICS_PORT: '0',
      TAPEDECK_API_KEY: 'a-key-of-the-notifier-test',
    })
    await expect.poll(() => opsPortOf(child), { timeout: timeoutMs }).not.toBe('')
    const ask = (path: string) => fetch(`http://127.0.0.1:${opsPortOf(child)}${path}`)
    for (const path of ['/healthz', '/readyz'])
      await expect.poll(async () => (await ask(path)).status, { timeout: timeoutMs }).toBe(200)
    expect(await (await ask('/metrics')).text()).toContain('tapedeck_unrelayed_events')
    child.signal('SIGTERM')
    expect(await child.exited).toEqual({ exitCode: 0, signal: null })
    expect(child.output()).not.toContain('a release failed')
  })

  it('names every wrong variable and ends with 78', async () => {
    const child = run({ TAPEDECK_REDIS_URL: 'nowhere', TAPEDECK_METRICS_PROT: '1' })
    expect(await child.exited).toEqual({ exitCode: 78, signal: null })
    expect(child.output()).toContain('TAPEDECK_REDIS_URL')
    expect(child.output()).toContain('TAPEDECK_METRICS_PORT')
  })
})
