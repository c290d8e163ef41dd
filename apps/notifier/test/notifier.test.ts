import { describe, expect, onTestFinished } from 'vitest'
import {
  addEndpoint,
  cancelOne,
  deliveriesOf,
  endpointSecret,
  idsOf,
  notifierTest,
  type RunningNotifier,
  runNotifier,
  tellSkipped,
  timeoutMs,
} from './notifier-fixture.ts'

const running = (redisUrl: string): RunningNotifier => {
  const notifier = runNotifier(redisUrl)
  onTestFinished(() => notifier.stop())
  return notifier
}

const recordingsOf = (received: { event: { recordingId: string | null } }[]): (string | null)[] =>
  received.map(({ event }) => event.recordingId).toSorted()

describe('the way of an event', () => {
  notifierTest('leads from the log to its receiver, once', async ({ redis, store, receiver }) => {
    const { notifier, metrics } = running(redis.url)
    await cancelOne(store, 'once-1', `${receiver.url}hook`)
    await cancelOne(store, 'once-2', `${receiver.url}hook`)
    const received = await receiver.waitFor((all) => all.length >= 2, timeoutMs)
    expect(recordingsOf(received)).toEqual(['once-1', 'once-2'])
    expect(received[0]).toMatchObject({ path: '/hook', event: { type: 'recording.canceled' } })
    await expect.poll(() => store.deliveries.counts()).toMatchObject({ pending: 0, lanes: 0 })
    const shown = await metrics.render()
    for (const line of [
      'tapedeck_delivery_attempts_total{outcome="delivered",app="notifier"} 2',
      'tapedeck_relayed_events_total{app="notifier"} 2',
      'tapedeck_unrelayed_events{app="notifier"} 0',
      'tapedeck_deliveries{state="pending",app="notifier"} 0',
      'tapedeck_delivery_lanes{app="notifier"} 0',
      'tapedeck_open_circuits{app="notifier"} 0',
    ])
      expect(shown).toContain(line)
    expect(await notifier.isReady()).toBe(true)
    expect(await notifier.isHealthy()).toBe(true)
  })

  notifierTest('ends in the log when nobody wants it', async ({ redis, store, receiver }) => {
    await cancelOne(store, 'nobody', null)
    expect(await store.relay.depth()).toBe(1)
    running(redis.url)
    await expect.poll(() => store.relay.depth(), { timeout: timeoutMs }).toBe(0)
    expect(receiver.received).toEqual([])
    expect(await store.eventLog.list(null, 10)).not.toEqual([])
  })

  notifierTest('begins before the notifier runs', async ({ redis, store, receiver }) => {
    await cancelOne(store, 'early', receiver.url)
    running(redis.url)
    expect(recordingsOf(await receiver.waitFor((all) => all.length > 0, timeoutMs))).toEqual([
      'early',
    ])
  })

  notifierTest(
    'leads to an endpoint and to the URL of the recording, once to one that is both',
    async ({ redis, store, receiver }) => {
      const key = endpointSecret()
      receiver.trust(key)
      const endpoint = await addEndpoint(store, `${receiver.url}both`, key)
      running(redis.url)
      const both = await tellSkipped(store, 'both', { notifyUrl: `${receiver.url}both` })
      await receiver.waitFor((all) => all.length > 0, timeoutMs)
      expect(idsOf(receiver.received)).toEqual([both])
      const [made, ...others] = await deliveriesOf(store, [both])
      expect(made?.receiver).toEqual({ kind: 'endpoint', endpointId: endpoint.id })
      expect(others).toEqual([])
      await store.endpoints.remove(endpoint.id)
    },
  )

  notifierTest(
    'is shared by two notifiers, in order per stream',
    async ({ redis, store, receiver }) => {
      running(redis.url)
      running(redis.url)
      const streams = Array.from({ length: 10 }, (_, n) => `shared-${n}`)
      const told: Record<string, string[]> = {}
      for (let round = 0; round < 10; round++)
        for (const stream of streams) {
          const id = await tellSkipped(store, stream, { notifyUrl: receiver.url })
          told[stream] = [...(told[stream] ?? []), id]
        }
      const received = await receiver.waitFor((all) => all.length >= 100, timeoutMs)
      for (const stream of streams)
        expect(idsOf(received).filter((id) => id.startsWith(`evt_${stream}_`))).toEqual(
          told[stream],
        )
      expect(received).toHaveLength(100)
    },
  )

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

describe('a notifier that ends', () => {
  notifierTest('finishes the delivery in hand', async ({ redis, store, receiver }) => {
    receiver.answer({ kind: 'slow', delayMs: 500 })
    const stopped = runNotifier(redis.url)
    await cancelOne(store, 'in-hand', receiver.url)
    await receiver.waitFor((all) => all.length === 1, timeoutMs)
    await stopped.stop()
    expect(stopped.lines.join('')).toContain('webhook delivered')
  })

  notifierTest('leaves the rest of a lane to others', async ({ redis, store, receiver }) => {
    receiver.answer({ kind: 'slow', delayMs: 300 })
    const stopped = runNotifier(redis.url)
    const ids: string[] = []
    for (let n = 0; n < 3; n++)
      ids.push(await tellSkipped(store, 'rest', { notifyUrl: receiver.url }))
    await receiver.waitFor((all) => all.length === 1, timeoutMs)
    await stopped.stop()
    expect(idsOf(receiver.received)).toEqual(ids.slice(0, 1))
    running(redis.url)
    await receiver.waitFor((all) => all.length >= 3, timeoutMs)
    expect(idsOf(receiver.received)).toEqual(ids)
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
