import { loadConfig } from '@tapedeck/config'
import { createLogger, createMetrics, Releasers } from '@tapedeck/telemetry'
import { describe, expect, onTestFinished, test } from 'vitest'
import { defaultJanitorTiming } from '../src/janitor/start-janitor.ts'
import { defaultTiming, startReconciler } from '../src/start-reconciler.ts'
import { defaultStreamTiming } from '../src/streams/start-streams.ts'
import { createOne, reconcilerTest, recordAndDie } from './reconciler-fixture.ts'

const timeoutMs = 20_000

/** Starts a reconciler as main.ts does, in this process and with little patience. */
const running = async (redisUrl: string) => {
  const logger = createLogger({ app: 'reconciler', destination: { write: () => undefined } })
  const metrics = createMetrics('reconciler')
  const releasers = new Releasers(logger)
  onTestFinished(async () => {
    await releasers.releaseAll()
    metrics.close()
  })
  const reconciler = await startReconciler({
    config: loadConfig('reconciler', { TAPEDECK_REDIS_URL: redisUrl }),
    logger,
    metrics,
    releasers,
    timing: {
      intervalMs: 50,
      graceMs: 100,
      wakeEveryMs: 100,
      lostAfterMs: 300,
      janitor: defaultJanitorTiming,
      streams: defaultStreamTiming,
    },
  })
  return { reconciler, metrics }
}

test('the defaults let another recorder take over within 15 s, with 3 s to spare', () => {
  const { leaseTtlMs } = loadConfig('recorder', { TAPEDECK_FILESYSTEM_DIR: '/recordings' })
  const passAndJobMs = 1000
  expect(leaseTtlMs + defaultTiming.intervalMs + passAndJobMs).toBeLessThanOrEqual(12_000)
  // a recorder renews three times within the life of a lease
  expect(defaultTiming.graceMs).toBeGreaterThan(leaseTtlMs / 3 + 2000)
})

describe('a running reconciler', () => {
  reconcilerTest(
    'wakes, cancels and fails what nobody drives',
    async ({ redisUrl, store, producer }) => {
      await createOne(store, 'lost-job')
      await createOne(store, 'unwanted')
      await store.recordings.setDesired('unwanted', { stop: 'now' })
      await recordAndDie(store, 'abandoned')
      const { reconciler, metrics } = await running(redisUrl)
      const stateOf = async (id: string) => (await store.recordings.get(id))?.state
      await expect.poll(() => stateOf('unwanted'), { timeout: timeoutMs }).toBe('canceled')
      await expect.poll(() => stateOf('abandoned'), { timeout: timeoutMs }).toBe('failed')
      expect(await stateOf('lost-job')).toBe('accepted')
      await expect
        .poll(async () => (await producer.record.counts()).waiting, { timeout: timeoutMs })
        .toBe(2)
      await expect
        .poll(() => metrics.render(), { timeout: timeoutMs })
        .toMatch(/tapedeck_recordings\{state="failed",app="reconciler"\} 1/)
      const text = await metrics.render()
      expect(text).toMatch(/tapedeck_recordings\{state="accepted",app="reconciler"\} 1/)
      expect(text).toMatch(/reconciled_recordings_total\{action="lost",app="reconciler"\} 1/)
      expect(text).toMatch(/reconciled_recordings_total\{action="canceled",app="reconciler"\} 1/)
      expect(await reconciler.isReady()).toBe(true)
    },
  )

  reconcilerTest('goes on after Redis was killed', async ({ redis, redisUrl, store }) => {
    const { reconciler } = await running(redisUrl)
    await redis.kill()
    await expect.poll(() => reconciler.isReady(), { timeout: timeoutMs }).toBe(false)
    expect(await reconciler.isHealthy()).toBe(true)
    await redis.restart()
    await createOne(store, 'unwanted')
    await store.recordings.setDesired('unwanted', { stop: 'now' })
    await expect
      .poll(async () => (await store.recordings.get('unwanted'))?.state, { timeout: timeoutMs })
      .toBe('canceled')
  })
})
