import type { DeliveryJob } from '@tapedeck/contracts'
import type { OutboxEntry, OutboxStore, Store } from '@tapedeck/store'
import { describe, expect, onTestFinished } from 'vitest'
import { type OutboxRelayOptions, startOutboxRelay } from '../src/outbox-relay.ts'
import { cancelOne, notifierTest } from './notifier-fixture.ts'

const timeoutMs = 20_000

/** Starts a relay that puts jobs into a list. */
const relaying = (store: Store, part: Partial<OutboxRelayOptions> = {}) => {
  const jobs: DeliveryJob[] = []
  const errors: unknown[] = []
  const invalid: OutboxEntry[] = []
  const relay = startOutboxRelay({
    outbox: store.outbox,
    consumer: 'relay-of-a-test',
    enqueue: async (job) => {
      jobs.push(job)
    },
    onRelayed: () => undefined,
    onInvalid: (entry) => invalid.push(entry),
    onError: (error) => errors.push(error),
    ...part,
  })
  onTestFinished(() => relay.stop())
  return { jobs, errors, invalid, relay }
}

const recordingsOf = (jobs: DeliveryJob[]): (string | null)[] =>
  jobs.map(({ event }) => event.recordingId).toSorted()

describe('the relay', () => {
  notifierTest('keeps an event until the queue has taken it', async ({ store }) => {
    await cancelOne(store, 'kept', 'http://receiver.test/')
    let tries = 0
    const taken: DeliveryJob[] = []
    const depths: number[] = []
    relaying(store, {
      enqueue: async (job) => {
        tries += 1
        depths.push(await store.outbox.depth())
        if (tries < 3) throw new Error('the queue is away')
        taken.push(job)
      },
    })
    await expect.poll(() => recordingsOf(taken), { timeout: timeoutMs }).toEqual(['kept'])
    expect(depths).toEqual([1, 1, 1])
    await expect.poll(() => store.outbox.depth(), { timeout: timeoutMs }).toBe(0)
  })

  notifierTest('does not hold events up because the queue refuses one', async ({ store }) => {
    for (const id of ['one', 'two', 'three']) await cancelOne(store, id, 'http://receiver.test/')
    const jobs: DeliveryJob[] = []
    const { errors } = relaying(store, {
      enqueue: async (job) => {
        if (job.event.recordingId === 'two') throw new Error('not this one')
        jobs.push(job)
      },
    })
    await expect.poll(() => recordingsOf(jobs), { timeout: timeoutMs }).toEqual(['one', 'three'])
    await expect.poll(() => store.outbox.depth(), { timeout: timeoutMs }).toBe(1)
    expect(errors.length).toBeGreaterThan(0)
    const [left] = await store.outbox.read('relay-of-a-test', { count: 9, blockMs: 1, idleMs: 0 })
    await store.outbox.acknowledge([left?.entryId ?? ''])
  })

  notifierTest(
    'tells of an event that can never be delivered, and lets it go',
    async ({ store }) => {
      await cancelOne(store, 'broken', 'http://receiver.test/')
      await cancelOne(store, 'sound', 'http://receiver.test/')
      const outbox: OutboxStore = {
        ...store.outbox,
        read: async (consumer, options) => {
          const entries = await store.outbox.read(consumer, options)
          return entries.map(({ event, ...entry }) => ({
            ...entry,
            event: event.recordingId === 'broken' ? { ...event, occurredAt: 'once' } : event,
          }))
        },
      }
      const { jobs, invalid } = relaying(store, { outbox })
      await expect.poll(() => recordingsOf(jobs), { timeout: timeoutMs }).toEqual(['sound'])
      await expect.poll(() => store.outbox.depth(), { timeout: timeoutMs }).toBe(0)
      expect(invalid.map(({ event }) => event.recordingId)).toEqual(['broken'])
    },
  )

  notifierTest('stops while it pauses after a failure', async ({ store }) => {
    await cancelOne(store, 'stuck', 'http://receiver.test/')
    const { errors, relay } = relaying(store, {
      enqueue: () => Promise.reject(new Error('the queue is away')),
    })
    await expect.poll(() => errors.length, { timeout: timeoutMs }).toBeGreaterThan(0)
    await relay.stop()
    expect(await store.outbox.depth()).toBe(1)
  })
})
