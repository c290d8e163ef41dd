import type {
  DeliveryView,
  DeliveryWithAttemptsView,
  EndpointWithSecretView,
} from '@tapedeck/contracts'
import type { Delivery, DeliveryReceiver } from '@tapedeck/domain'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Call, startTestApi, type TestApi } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'

let api: TestApi
let endpointId: string
let recordingId: string
beforeAll(async () => {
  api = await startTestApi()
  endpointId = await createEndpoint()
  recordingId = await record()
  await give(recordingId, { kind: 'endpoint', endpointId })
})
afterAll(() => api.stop())

const path = '/v1/webhooks/deliveries'
const holder = 'notifier-1'
const lockMs = 30_000

const createEndpoint = async (): Promise<string> => {
  const answer = await api.call<EndpointWithSecretView>({
    method: 'POST',
    path: '/v1/webhooks/endpoints',
    body: { url: 'https://hooks.example.com/' },
  })
  return answer.body.id
}

/** A recording that has ended, with its two events. */
const record = async (): Promise<string> => {
  const { id } = await api.createRecording()
  await advance(api.store, id, 'completed')
  return id
}

/**
 * Makes the deliveries of a recording's events for a receiver, as the relay would. Each in a millisecond of its own: those of one
 * are listed in no order.
 */
const give = async (id: string, receiver: DeliveryReceiver) => {
  const entries = await api.store.eventLog.list(null, 1000)
  const own = entries.filter(({ event }) => event.recordingId === id)
  const made: Delivery[] = []
  for (const entry of own) {
    const delivery = await api.store.deliveries.send(entry, receiver)
    await vi.waitUntil(() => Date.now() > delivery.createdAtMs, { interval: 1 })
    made.push(delivery)
  }
  return made
}

/** What a notifier would write after a try of the lane's first delivery. */
const settle = async (
  lane: string,
  outcome: { state: 'delivered' } | { state: 'pending'; retryAtMs: number },
): Promise<string> => {
  const { take, settle: write } = api.store.deliveries
  const result = await take(lane, holder, lockMs)
  if (result.outcome !== 'taken') throw new Error(`the lane is ${result.outcome}`)
  const { id } = result.taken.delivery
  const isTaken = outcome.state === 'delivered'
  const attempt = {
    atMs: 1_900_000_000_000,
    status: isTaken ? 204 : 500,
    latencyMs: 12,
    detail: isTaken ? 'the receiver took it' : 'the receiver answered 500',
    excerpt: isTaken ? null : 'oops',
  }
  await write({ lane, holder, deliveryId: id, attempt, outcome })
  await api.store.deliveries.release(lane, holder, 0)
  return id
}

const list = async (query: string): Promise<DeliveryView[]> => {
  const answer = await api.call<{ items: DeliveryView[] }>({
    method: 'GET',
    path: `${path}?${query}`,
  })
  expect(answer.status, answer.text).toBe(200)
  return answer.body.items
}
const show = async (id: string): Promise<DeliveryWithAttemptsView> =>
  (await api.call<DeliveryWithAttemptsView>({ method: 'GET', path: `${path}/${id}` })).body
const replayOf = (id: string): Call => ({ method: 'POST', path: `${path}/${id}/replay` })

describe('deliveries', () => {
  it('are listed by recording, endpoint and state, newest first', async () => {
    const other = await record()
    await give(other, { kind: 'endpoint', endpointId })
    const ofRecording = await list(`recordingId=${recordingId}`)
    expect(ofRecording.map(({ type }) => type)).toEqual([
      'recording.completed',
      'recording.started',
    ])
    expect(await list(`endpointId=${endpointId}`)).toHaveLength(4)
    expect(await list(`endpointId=${endpointId}&recordingId=${other}`)).toHaveLength(2)
    expect(await list(`endpointId=${await createEndpoint()}`)).toEqual([])
    expect(await list(`recordingId=${recordingId}&state=pending`)).toHaveLength(2)
    expect(await list(`recordingId=${recordingId}&state=dead`)).toEqual([])
  })

  it('are listed page by page', async () => {
    const all: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = `?limit=1${cursor && `&cursor=${cursor}`}`
      const page = await api.call<{ items: DeliveryView[]; nextCursor: string | null }>({
        method: 'GET',
        path: `${path}${query}`,
      })
      all.push(...page.body.items.map(({ id }) => id))
      cursor = page.body.nextCursor
    }
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(1)
  })

  it('show every try', async () => {
    const id = await record()
    const [first] = await give(id, { kind: 'endpoint', endpointId })
    if (first === undefined) throw new Error('there is no delivery')
    await settle(first.lane, { state: 'pending', retryAtMs: 0 })
    await settle(first.lane, { state: 'delivered' })
    const shown = await show(first.id)
    expect(shown).toMatchObject({ state: 'delivered', attemptCount: 2, nextAttemptAt: null })
    expect(shown.attempts).toMatchObject([
      { at: '2030-03-17T17:46:40.000Z', status: 500, latencyMs: 12, excerpt: 'oops' },
      { status: 204, detail: 'the receiver took it', excerpt: null },
    ])
    expect(shown.lastAttempt).toEqual(shown.attempts[1])
    const [listed] = await list(`recordingId=${id}&state=delivered`)
    expect(listed).not.toHaveProperty('attempts')
    expect(listed?.lastAttempt).toEqual(shown.lastAttempt)
  })

  it('never show the credentials of a notifyUrl', async () => {
    const id = await record()
    const url = 'https://user:hidden@hooks.example.com/in?key=hidden'
    const [made] = await give(id, { kind: 'url', url, dialect: 'aliyun-live' })
    expect((await show(made?.id ?? '')).receiver).toEqual({
      kind: 'url',
      url: 'https://***@hooks.example.com/in?key=***',
      dialect: 'aliyun-live',
    })
    expect(JSON.stringify(await list(`recordingId=${id}`))).not.toContain('hidden')
  })
})

describe('a replay of a delivery', () => {
  it('queues a finished one again under the same event id and wakes a notifier', async () => {
    const id = await record()
    const [first] = await give(id, { kind: 'endpoint', endpointId })
    if (first === undefined) throw new Error('there is no delivery')
    await settle(first.lane, { state: 'delivered' })
    const { waiting } = await api.producer.deliver.counts()
    const answer = await api.call<DeliveryView>(replayOf(first.id))
    expect(answer.status).toBe(202)
    expect(answer.body).toMatchObject({
      id: first.id,
      eventId: first.eventId,
      state: 'pending',
      replays: 1,
    })
    expect((await api.producer.deliver.counts()).waiting).toBe(waiting + 1)
  })

  it('is taken although no notifier can be woken', async () => {
    const { deliver } = api.producer
    const wake = deliver.wake
    const [made] = await give(await record(), { kind: 'endpoint', endpointId })
    if (made === undefined) throw new Error('there is no delivery')
    await settle(made.lane, { state: 'delivered' })
    deliver.wake = () => Promise.reject(new Error('away'))
    try {
      expect((await api.call(replayOf(made.id))).status).toBe(202)
    } finally {
      deliver.wake = wake
    }
  })

  it('is refused for what is still tried, is not there, or whose endpoint takes nothing', async () => {
    const [pending] = await list(`recordingId=${recordingId}&state=pending`)
    const gone = await createEndpoint()
    const disabled = await createEndpoint()
    const [ofGone] = await give(recordingId, { kind: 'endpoint', endpointId: gone })
    const [ofDisabled] = await give(recordingId, { kind: 'endpoint', endpointId: disabled })
    await api.store.endpoints.remove(gone)
    await api.store.endpoints.disable(disabled, 'it answered 410')
    const refusals: Refusal[] = [
      ['', replayOf(pending?.id ?? ''), 409, 'DELIVERY_PENDING', null],
      ['', replayOf('dlv_none'), 404, 'DELIVERY_NOT_FOUND', null],
      ['', { method: 'GET', path: `${path}/dlv_none` }, 404, 'DELIVERY_NOT_FOUND', null],
      ['', replayOf(ofGone?.id ?? ''), 404, 'ENDPOINT_NOT_FOUND', null],
      ['', replayOf(ofDisabled?.id ?? ''), 409, 'ENDPOINT_DISABLED', null],
      invalid('', { method: 'GET', path: `${path}?state=lost` }, 'state'),
      invalid('', { method: 'GET', path: `${path}?cursor=x` }, 'cursor'),
      invalid('', { method: 'GET', path: `${path}?url=x` }, 'url'),
    ]
    for (const row of refusals) await expectRefused(api, row)
  })
})
