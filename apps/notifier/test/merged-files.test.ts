import { recordingEventSchema } from '@tapedeck/contracts'
import { emptyEventContext } from '@tapedeck/domain'
import type { Store } from '@tapedeck/store'
import { type CdnetworksCallback, startCdnetworksReceiver } from '@tapedeck/testkit'
import { describe, expect, onTestFinished } from 'vitest'
import {
  deliveriesOf,
  notifierTest,
  runNotifier,
  type TestClock,
  timeoutMs,
} from './notifier-fixture.ts'

type Teller = (id: string, type?: 'file.created' | 'recording.started') => Promise<void>

const file = {
  format: 'mp4',
  sequence: 0,
  storage: 's3',
  bucket: 'archive',
  bytes: 1000,
  crc32: '0a1b2c3d',
  durationMs: 5000,
  startedAt: '2026-03-01T11:59:55.000Z',
  endedAt: '2026-03-01T12:00:00.000Z',
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  sliceCount: 0,
  url: null,
}

/** Tells events of one recording, whose files are named by the event. */
const tellerOf =
  (store: Store, recordingId: string, url: string): Teller =>
  async (id, type = 'file.created') => {
    const event = recordingEventSchema.parse({
      id,
      type,
      occurredAt: '2026-03-01T12:00:00.000Z',
      recordingId,
      generation: 1,
      data: {
        name: null,
        state: 'recording',
        reason: null,
        reasonDetail: null,
        stream: { domain: 'live.example.com', app: 'live', stream: 'a' },
        ...(type === 'file.created' && { file: { ...file, id, recordingId, key: id } }),
      },
    })
    const context = { ...emptyEventContext, notifyUrl: url, notifyDialect: 'cdnetworks' as const }
    await store.eventLog.add(event, context)
  }

/** What each request told: names of its files, or that it was a start. */
const toldBy = (received: CdnetworksCallback[]): (string[] | 'start')[] =>
  received.map(({ items }) =>
    items === undefined ? 'start' : items.flatMap(({ keys }) => keys.map((key) => key.slice(8))),
  )

/** A clock that stands still until the test moves it. */
const createStoppedClock = (): TestClock => {
  let nowMs = Date.now()
  return {
    clock: () => nowMs,
    monotonic: () => performance.now(),
    advance: (ms) => {
      nowMs += ms
    },
  }
}

const secondMs = 1000
const hourMs = 3_600_000

const startReceiver = async () => {
  const receiver = await startCdnetworksReceiver()
  onTestFinished(() => receiver.stop())
  return receiver
}

const running = (redisUrl: string, clock: TestClock): void => {
  const { stop } = runNotifier(redisUrl, clock)
  onTestFinished(stop)
}

/** A notifier whose clock stands still, so that nothing is due until the test says so. */
const prepare = async (redisUrl: string, store: Store, recordingId: string) => {
  const receiver = await startReceiver()
  const clock = createStoppedClock()
  running(redisUrl, clock)
  const queued = async (ids: string[]): Promise<void> => {
    await expect
      .poll(async () => (await deliveriesOf(store, ids)).length, { timeout: timeoutMs })
      .toBe(ids.length)
  }
  const told = () => toldBy(receiver.received)
  return { receiver, clock, queued, told, tell: tellerOf(store, recordingId, receiver.url) }
}

const triesOf = async (store: Store, ids: string[]): Promise<number[]> =>
  (await deliveriesOf(store, ids)).map(({ attemptCount }) => attemptCount)

describe('finished files for a receiver of cdnetworks', () => {
  notifierTest(
    'are one request when they come within a second; a start goes at once and a later file alone',
    async ({ redis, store }) => {
      const { clock, queued, told, tell } = await prepare(redis.url, store, 'rec_merged')
      await tell('m0', 'recording.started')
      await tell('m1')
      await expect.poll(told, { timeout: timeoutMs }).toEqual(['start'])
      await queued(['m0', 'm1'])
      clock.advance(secondMs - 1)
      for (const id of ['m2', 'm3']) await tell(id)
      await queued(['m1', 'm2', 'm3'])
      clock.advance(1)
      const together = ['start', ['m1', 'm2', 'm3']]
      await expect.poll(told, { timeout: timeoutMs }).toEqual(together)
      await expect.poll(() => store.deliveries.counts()).toMatchObject({ pending: 0, lanes: 0 })
      await tell('m4')
      await queued(['m4'])
      clock.advance(secondMs)
      await expect.poll(told, { timeout: timeoutMs }).toEqual([...together, ['m4']])
      await expect.poll(() => store.deliveries.counts()).toMatchObject({ pending: 0, lanes: 0 })
      const deliveries = await deliveriesOf(store, ['m1', 'm2', 'm3', 'm4'])
      for (const delivery of deliveries)
        expect(delivery).toMatchObject({ state: 'delivered', attemptCount: 1 })
      expect(deliveries[0]?.attempts).toEqual(deliveries[2]?.attempts)
    },
  )

  notifierTest('come again together after a failure', async ({ redis, store }) => {
    const { receiver, clock, queued, told, tell } = await prepare(redis.url, store, 'rec_failing')
    receiver.answerNext(500)
    const ids = ['f1', 'f2', 'f3']
    for (const id of ids) await tell(id)
    await queued(ids)
    clock.advance(secondMs)
    await expect.poll(() => triesOf(store, ids), { timeout: timeoutMs }).toEqual([1, 1, 1])
    clock.advance(60 * secondMs)
    await expect.poll(() => triesOf(store, ids), { timeout: timeoutMs }).toEqual([2, 2, 2])
    expect(told()).toEqual([ids, ids])
    for (const delivery of await deliveriesOf(store, ids)) {
      expect(delivery.state).toBe('delivered')
      expect(delivery.attempts.map(({ status }) => status)).toEqual([500, 200])
    }
  })

  notifierTest('are at most twenty in one request, in order', async ({ redis, store }) => {
    const ids = Array.from({ length: 23 }, (_, n) => `n${n}`)
    const { clock, queued, told, tell } = await prepare(redis.url, store, 'rec_many')
    for (const id of ids) await tell(id)
    await queued(ids)
    clock.advance(secondMs)
    await expect.poll(told, { timeout: timeoutMs }).toEqual([ids.slice(0, 20), ids.slice(20)])
  })

  notifierTest('are not given up earlier for going together', async ({ redis, store }) => {
    const { receiver, clock, queued, told, tell } = await prepare(redis.url, store, 'rec_old')
    receiver.answerNext(500, 500, 500, 500)
    const triesAre = (tries: number[]) =>
      expect.poll(() => triesOf(store, ['e1', 'e2']), { timeout: timeoutMs }).toEqual(tries)
    await tell('e1')
    await queued(['e1'])
    clock.advance(secondMs)
    await triesAre([1])
    clock.advance(71 * hourMs)
    await triesAre([2])
    await tell('e2')
    await queued(['e2'])
    clock.advance(hourMs)
    await triesAre([3, 1])
    expect(told()).toEqual([['e1'], ['e1'], ['e1'], ['e2']])
    const deliveries = await deliveriesOf(store, ['e1', 'e2'])
    expect(deliveries.map(({ state }) => state)).toEqual(['dead', 'pending'])
  })

  notifierTest('are sent again each by itself', async ({ redis, store, clock }) => {
    const receiver = await startReceiver()
    const told = () => toldBy(receiver.received)
    for (const id of ['a1', 'a2']) await tellerOf(store, 'rec_again', receiver.url)(id)
    running(redis.url, clock)
    await expect.poll(told, { timeout: timeoutMs }).toEqual([['a1', 'a2']])
    const second = async () => (await deliveriesOf(store, ['a2']))[0]
    await expect.poll(async () => (await second())?.state).toBe('delivered')
    await store.deliveries.replay((await second())?.id ?? '')
    await expect.poll(told, { timeout: timeoutMs }).toEqual([['a1', 'a2'], ['a2']])
  })
})
