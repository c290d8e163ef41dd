import { closeRedis, createRedis, keys } from '@tapedeck/redis'
import type { RelayStore, Store } from '@tapedeck/store'
import { describe, expect, onTestFinished } from 'vitest'
import { type EventRelayOptions, startEventRelay } from '../src/relay/event-relay.ts'
import {
  deliveriesOf,
  notifierTest,
  runNotifier,
  tellSkipped,
  timeoutMs,
} from './notifier-fixture.ts'

const notifyUrl = 'http://receiver.test/'

/** Starts a relay that notes whom it wakes. */
const relaying = (store: Store, part: Partial<EventRelayOptions> = {}) => {
  const woken: string[] = []
  const errors: unknown[] = []
  const invalid: string[] = []
  const relay = startEventRelay({
    relay: store.relay,
    endpoints: store.endpoints,
    wake: async (lanes) => {
      woken.push(...lanes)
    },
    holder: 'relay-of-a-test',
    onRelayed: () => undefined,
    onMissed: () => undefined,
    onInvalid: ({ event }) => invalid.push(event.id),
    onError: (error) => errors.push(error),
    random: () => 0,
    ...part,
  })
  onTestFinished(async () => {
    await relay.stop()
  })
  return { woken, errors, invalid, relay }
}

describe('the relay', () => {
  notifierTest('makes each delivery once though two of them lead', async ({ store }) => {
    // as when a leader is held up for longer than it leads
    const both: RelayStore = { ...store.relay, lead: async () => true }
    const ids: string[] = []
    for (let n = 0; n < 300; n++) ids.push(await tellSkipped(store, `twice-${n}`, { notifyUrl }))
    const one = relaying(store, { relay: both, holder: 'one' })
    const two = relaying(store, { relay: both, holder: 'two' })
    await expect.poll(() => store.relay.depth(), { timeout: timeoutMs }).toBe(0)
    await one.relay.stop()
    await two.relay.stop()
    const made = await deliveriesOf(store, ids)
    expect(made.map(({ eventId }) => eventId)).toEqual(ids)
    expect([...one.woken, ...two.woken].toSorted()).toEqual(made.map(({ lane }) => lane).toSorted())
  })

  notifierTest('goes on when lanes cannot be woken', async ({ store }) => {
    const id = await tellSkipped(store, 'unwoken', { notifyUrl })
    const { errors, relay } = relaying(store, {
      wake: () => Promise.reject(new Error('the queue is away')),
    })
    await expect.poll(() => errors.length, { timeout: timeoutMs }).toBe(1)
    expect(await store.relay.depth()).toBe(0)
    expect(await deliveriesOf(store, [id])).toMatchObject([{ state: 'pending' }])
    await relay.stop()
  })

  notifierTest('passes over an event that it cannot read', async ({ store }) => {
    const ids = [
      await tellSkipped(store, 'broken', { notifyUrl }),
      await tellSkipped(store, 'sound', { notifyUrl }),
    ]
    const reading: RelayStore = {
      ...store.relay,
      read: async (options) => {
        const { cursor, entries } = await store.relay.read(options)
        const broken = entries.map((entry) =>
          entry.event.id === ids[0] ? { ...entry, context: null as never } : entry,
        )
        return { cursor, entries: broken }
      },
    }
    const { invalid, woken, relay } = relaying(store, { relay: reading })
    await expect.poll(() => woken, { timeout: timeoutMs }).toHaveLength(1)
    expect(invalid).toEqual(ids.slice(0, 1))
    expect((await deliveriesOf(store, ids)).map(({ eventId }) => eventId)).toEqual(ids.slice(1))
    expect(await store.relay.depth()).toBe(0)
    await relay.stop()
  })

  notifierTest(
    'tells of events that were cut off while nobody relayed',
    async ({ redis, store }) => {
      const ids: string[] = []
      for (let n = 0; n < 5; n++) ids.push(await tellSkipped(store, `away-${n}`, { notifyUrl }))
      const client = createRedis(redis.url, {
        name: 'test',
        role: 'command',
        onError: () => undefined,
      })
      await client.xtrim(keys.eventLog, 'MAXLEN', '=', 2)
      await closeRedis(client)
      const { lines, metrics, stop } = runNotifier(redis.url)
      onTestFinished(stop)
      await expect.poll(() => lines.join(''), { timeout: timeoutMs }).toContain('were cut off')
      const told = lines
        .filter((line) => line.includes('were cut off'))
        .map((line) => JSON.parse(line))
      expect(told).toMatchObject([{ level: 'error', events: 3 }])
      expect(await metrics.render()).toMatch(/tapedeck_missed_events_total\{app="notifier"\} 3/)
      expect((await deliveriesOf(store, ids)).map(({ eventId }) => eventId)).toEqual(ids.slice(3))
    },
  )

  notifierTest('leaves the lead to another when it stops', async ({ store }) => {
    const first = relaying(store, { holder: 'first' })
    const id = await tellSkipped(store, 'lead', { notifyUrl })
    await expect.poll(() => first.woken, { timeout: timeoutMs }).toHaveLength(1)
    expect(await store.relay.lead('second', 1000)).toBe(false)
    await first.relay.stop()
    await expect.poll(() => store.relay.lead('second', 1000)).toBe(true)
    await store.relay.lead('second', 1)
    expect(await deliveriesOf(store, [id])).toHaveLength(1)
  })
})
