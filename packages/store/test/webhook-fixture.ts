import type { RecordingEvent } from '@tapedeck/contracts'
import {
  type DeliveryReceiver,
  type EventContext,
  emptyEventContext,
  type WebhookEndpoint,
} from '@tapedeck/domain'
import type { EventLogEntry, SettleRequest, Store, TakenDelivery } from '../src/index.ts'

/** An event of a recording; each id is another one. */
export const anEvent = (
  id: string,
  recordingId = 'r1',
  type: RecordingEvent['type'] = 'recording.started',
): RecordingEvent => ({
  id,
  type,
  occurredAt: '2027-01-15T08:00:00.000Z',
  recordingId,
  generation: 0,
  data: {
    name: null,
    state: 'recording',
    reason: null,
    reasonDetail: null,
    stream: { domain: 'live.example.org', app: 'app', stream: 'a' },
  },
})

export const aContext = (fields: Partial<EventContext> = {}): EventContext => ({
  ...emptyEventContext,
  ...fields,
})

export const anEndpoint = (fields: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  name: null,
  url: 'https://hooks.example.org/tapedeck',
  events: null,
  filter: { templateIds: null, domains: null, tags: null },
  dialect: 'standard',
  headers: {},
  isEnabled: true,
  ...fields,
})

export const toEndpoint = (endpointId: string): DeliveryReceiver => ({
  kind: 'endpoint',
  endpointId,
})

export const toUrl = (url: string): DeliveryReceiver => ({ kind: 'url', url, dialect: 'standard' })

/** Puts so many events of a recording into the log, `<recording>.<n>`. */
export const logEvents = async (
  store: Store,
  recordingId: string,
  count: number,
): Promise<void> => {
  for (let i = 0; i < count; i++)
    await store.eventLog.add(anEvent(`${recordingId}.${i}`, recordingId), aContext())
}

/** Makes the deliveries of everything in the log that has none yet. */
export const relayAll = async (
  store: Store,
  receivers: DeliveryReceiver[],
): Promise<string[] | null> => {
  const { cursor, entries } = await store.relay.read({ count: 10_000, blockMs: 1 })
  return (await store.relay.advance(cursor, told(entries, receivers)))?.lanes ?? null
}

/** Every entry for the same receivers. */
export const told = (
  entries: EventLogEntry[],
  receivers: DeliveryReceiver[],
): { entry: EventLogEntry; receivers: DeliveryReceiver[] }[] =>
  entries.map((entry) => ({ entry, receivers }))

/** Takes a lane and expects that something is in it. */
export const takeFirst = async (
  store: Store,
  lane: string,
  holder = 'a',
  lockMs = 30_000,
): Promise<TakenDelivery> => {
  const result = await store.deliveries.take(lane, holder, lockMs)
  if (result.outcome !== 'taken') throw new Error(`the lane is ${result.outcome}`)
  return result.taken
}

export const anAttempt = { atMs: 1000, status: 200, latencyMs: 5, detail: 'ok', excerpt: null }

/** Settles what a holder took. */
export const settleWith = (
  store: Store,
  { delivery }: TakenDelivery,
  outcome: SettleRequest['outcome'],
  holder = 'a',
): ReturnType<Store['deliveries']['settle']> =>
  store.deliveries.settle({
    lane: delivery.lane,
    holder,
    deliveryId: delivery.id,
    attempt: anAttempt,
    outcome,
  })
