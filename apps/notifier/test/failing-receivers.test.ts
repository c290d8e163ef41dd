import { startWebhookReceiver } from '@tapedeck/testkit'
import { describe, expect, onTestFinished } from 'vitest'
import {
  addEndpoint,
  deliveriesOf,
  endpointSecret,
  idsOf,
  notifierTest,
  runNotifier,
  secret,
  type TestClock,
  tellSkipped,
  timeoutMs,
} from './notifier-fixture.ts'

const running = (redisUrl: string, clock: TestClock) => {
  const notifier = runNotifier(redisUrl, clock)
  onTestFinished(() => notifier.stop())
  return notifier
}

describe('a receiver that fails', () => {
  notifierTest(
    'gets the same event again, and the next one only when it took that',
    async ({ redis, store, receiver, clock }) => {
      const status = (code: number) => ({ kind: 'status' as const, status: code })
      receiver.answerNext(status(500), { kind: 'close' }, status(429))
      const { metrics } = running(redis.url, clock)
      const context = { notifyUrl: receiver.url }
      const ids = [
        await tellSkipped(store, 'failing', context),
        await tellSkipped(store, 'failing', context),
      ]
      const [first = '', second = ''] = ids
      for (const tries of [1, 2, 3]) {
        await receiver.waitFor((all) => all.length >= tries, timeoutMs)
        await expect.poll(async () => (await deliveriesOf(store, ids))[0]?.attemptCount).toBe(tries)
        clock.advance(3_600_000)
      }
      const received = await receiver.waitFor((all) => all.length >= 5, timeoutMs)
      expect(idsOf(received)).toEqual([first, first, first, first, second])
      await expect.poll(() => store.deliveries.counts()).toMatchObject({ pending: 0 })
      const [delivery] = await deliveriesOf(store, ids)
      expect(delivery).toMatchObject({ state: 'delivered', attemptCount: 4 })
      expect(delivery?.attempts.map((attempt) => attempt.status)).toEqual([500, null, 429, 204])
      expect(await metrics.render()).toMatch(/outcome="retry",app="notifier"\} 3/)
    },
  )

  notifierTest(
    'is left alone for as long as it asks',
    async ({ redis, store, receiver, clock }) => {
      receiver.answerNext({ kind: 'status', status: 503, headers: { 'retry-after': '7200' } })
      running(redis.url, clock)
      const id = await tellSkipped(store, 'asking', { notifyUrl: receiver.url })
      const pausedMs = async (): Promise<number | null> => {
        const [delivery] = await deliveriesOf(store, [id])
        if (delivery?.nextAttemptAtMs == null || delivery.attempts[0] === undefined) return null
        const { atMs, latencyMs } = delivery.attempts[0]
        return delivery.nextAttemptAtMs - atMs - latencyMs
      }
      await expect.poll(pausedMs, { timeout: timeoutMs }).toBe(7_200_000)
      clock.advance(7_200_000)
      await receiver.waitFor((all) => all.length >= 2, timeoutMs)
    },
  )

  notifierTest(
    'is disabled when it answers 410, and gets nothing more',
    async ({ redis, store, receiver, clock }) => {
      const key = endpointSecret()
      receiver.trust(key)
      receiver.answer({ kind: 'status', status: 410 })
      const endpoint = await addEndpoint(store, `${receiver.url}hook?token=very-secret`, key)
      const ids = [await tellSkipped(store, 'gone', {}), await tellSkipped(store, 'gone', {})]
      const { metrics, lines } = running(redis.url, clock)
      const deadReasons = async () =>
        (await deliveriesOf(store, ids)).map(({ deadReason }) => deadReason)
      await expect.poll(deadReasons, { timeout: timeoutMs }).toEqual(['gone', 'endpoint_disabled'])
      expect(idsOf(receiver.received)).toEqual(ids.slice(0, 1))
      expect(await store.endpoints.get(endpoint.id)).toMatchObject({
        isEnabled: false,
        disabled: { detail: 'the receiver answered 410' },
      })
      const shown = await metrics.render()
      expect(shown).toMatch(/given_up_deliveries_total\{reason="gone",app="notifier"\} 1/)
      expect(lines.join('')).toContain('webhook given up')
      expect(lines.join('')).not.toContain('very-secret')
      await store.endpoints.remove(endpoint.id)
    },
  )

  notifierTest('that hangs holds up no other', async ({ redis, store, receiver, clock }) => {
    const hanging = await startWebhookReceiver({ secret })
    onTestFinished(() => hanging.stop())
    hanging.answer({ kind: 'hang' })
    running(redis.url, clock)
    for (let n = 0; n < 300; n++) await tellSkipped(store, `hung-${n}`, { notifyUrl: hanging.url })
    await hanging.waitFor((all) => all.length >= 50, timeoutMs)
    for (let n = 0; n < 20; n++) await tellSkipped(store, `well-${n}`, { notifyUrl: receiver.url })
    await receiver.waitFor((all) => all.length >= 20, timeoutMs)
    // whatever hung came within its allowance
    expect(hanging.received.length).toBeLessThanOrEqual(100)
    await hanging.stop()
  })
})
