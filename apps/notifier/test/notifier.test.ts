import { createProducer } from '@tapedeck/queue'
import { describe, expect, onTestFinished } from 'vitest'
import { cancelOne, notifierTest, type RunningNotifier, runNotifier } from './notifier-fixture.ts'

const timeoutMs = 20_000

const running = (redisUrl: string): RunningNotifier => {
  const notifier = runNotifier(redisUrl)
  onTestFinished(() => notifier.stop())
  return notifier
}

const idsOf = (received: { event: { recordingId: string | null } }[]): (string | null)[] =>
  received.map(({ event }) => event.recordingId).toSorted()

describe('the way of an event', () => {
  notifierTest(
    'leads from the outbox to its receiver, once',
    async ({ redis, store, receiver }) => {
      const { notifier, metrics } = running(redis.url)
      await cancelOne(store, 'once-1', `${receiver.url}hook`)
      await cancelOne(store, 'once-2', `${receiver.url}hook`)
      const received = await receiver.waitFor((all) => all.length >= 2, timeoutMs)
      expect(idsOf(received)).toEqual(['once-1', 'once-2'])
      expect(received[0]).toMatchObject({ path: '/hook', event: { type: 'recording.canceled' } })
      await expect.poll(() => store.outbox.depth(), { timeout: timeoutMs }).toBe(0)
      await expect
        .poll(() => metrics.render(), { timeout: timeoutMs })
        .toMatch(/tapedeck_deliveries_total\{outcome="delivered",app="notifier"\} 2/)
      expect(await metrics.render()).toMatch(/tapedeck_outbox_events\{app="notifier"\} 0/)
      expect(await notifier.isReady()).toBe(true)
      expect(await notifier.isHealthy()).toBe(true)
    },
  )

  notifierTest('ends in the outbox when nobody wants it', async ({ redis, store, receiver }) => {
    await cancelOne(store, 'nobody', null)
    expect(await store.outbox.depth()).toBe(1)
    running(redis.url)
    await expect.poll(() => store.outbox.depth(), { timeout: timeoutMs }).toBe(0)
    expect(receiver.received).toEqual([])
  })

  notifierTest('begins before the notifier runs', async ({ redis, store, receiver }) => {
    await cancelOne(store, 'early', receiver.url)
    running(redis.url)
    expect(idsOf(await receiver.waitFor((all) => all.length > 0, timeoutMs))).toEqual(['early'])
  })

  notifierTest('is shared by two notifiers', async ({ redis, store, receiver }) => {
    running(redis.url)
    running(redis.url)
    const ids = Array.from({ length: 20 }, (_, n) => `shared-${String(n).padStart(2, '0')}`)
    await Promise.all(ids.map((id) => cancelOne(store, id, receiver.url)))
    expect(idsOf(await receiver.waitFor((all) => all.length >= 20, timeoutMs))).toEqual(ids)
  })

  notifierTest('goes on after Redis was killed', async ({ redis, store, receiver }) => {
    const { notifier } = running(redis.url)
    await cancelOne(store, 'before', receiver.url)
    await receiver.waitFor((all) => all.length === 1, timeoutMs)
    await redis.kill()
    await expect.poll(() => notifier.isReady(), { timeout: timeoutMs }).toBe(false)
    expect(await notifier.isHealthy()).toBe(true)
    await redis.restart()
    await cancelOne(store, 'after', receiver.url)
    await receiver.waitFor(
      (all) => all.some(({ event }) => event.recordingId === 'after'),
      timeoutMs,
    )
    await expect.poll(() => notifier.isReady(), { timeout: timeoutMs }).toBe(true)
  })
})

describe('a receiver that fails', () => {
  notifierTest('is tried again with the same event id', async ({ redis, store, receiver }) => {
    receiver.answerNext({ kind: 'status', status: 500 })
    const { metrics } = running(redis.url)
    await cancelOne(store, 'again', receiver.url)
    const [first, second] = await receiver.waitFor((all) => all.length >= 2, timeoutMs)
    expect(second?.id).toBe(first?.id)
    await expect
      .poll(() => metrics.render(), { timeout: timeoutMs })
      .toMatch(/outcome="delivered",app="notifier"\} 1/)
    expect(await metrics.render()).toMatch(/outcome="retry",app="notifier"\} 1/)
  })

  notifierTest('is given up when it is gone', async ({ redis, store, receiver }) => {
    receiver.answer({ kind: 'status', status: 410 })
    const { metrics, lines } = running(redis.url)
    const producer = createProducer({ redisUrl: redis.url })
    onTestFinished(() => producer.close())
    await cancelOne(store, 'gone', `${receiver.url}hook?token=very-secret`)
    await expect
      .poll(async () => (await producer.deliver.counts()).failed, { timeout: timeoutMs })
      .toBe(1)
    expect(await metrics.render()).toMatch(/outcome="gone",app="notifier"\} 1/)
    expect(receiver.received).toHaveLength(1)
    expect(lines.join('')).toContain('webhook given up')
    expect(lines.join('')).not.toContain('very-secret')
  })
})

describe('a notifier that ends', () => {
  notifierTest('finishes the delivery in hand', async ({ redis, store, receiver }) => {
    receiver.answer({ kind: 'slow', delayMs: 500 })
    const stopped = runNotifier(redis.url)
    await cancelOne(store, 'in-hand', receiver.url)
    await receiver.waitFor((all) => all.length === 1, timeoutMs)
    await stopped.stop()
    expect(stopped.lines.join('')).toContain('webhook delivered')
  })

  notifierTest('ends while Redis is away', async ({ redis }) => {
    const stopped = runNotifier(redis.url)
    await expect.poll(() => stopped.notifier.isReady(), { timeout: timeoutMs }).toBe(true)
    await redis.kill()
    await stopped.stop()
    expect(stopped.lines.join('')).not.toContain('a release failed')
    await redis.restart()
  })
})
