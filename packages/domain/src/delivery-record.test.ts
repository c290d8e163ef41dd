import { expect, test } from 'vitest'
import type { DeliveryAttempt } from './delivery.ts'
import { deliveryLimits } from './delivery.ts'
import { newDelivery, replayedDelivery, steppedDelivery } from './delivery-record.ts'

const event = {
  id: 'evt_1',
  type: 'file.created' as const,
  recordingId: 'r1',
  data: { stream: { domain: 'd', app: 'a', stream: 's' } },
}
const attempt = (atMs: number): DeliveryAttempt => ({
  atMs,
  status: 503,
  latencyMs: 1,
  detail: 'the receiver answered 503',
  excerpt: null,
})
const fresh = newDelivery(event, { kind: 'endpoint', endpointId: 'end_1' }, 1000)

test('a delivery waits from the beginning', () => {
  expect(fresh).toMatchObject({
    state: 'pending',
    createdAtMs: 1000,
    queuedAtMs: 1000,
    nextAttemptAtMs: 1000,
    endedAtMs: null,
  })
})

test('a failed try is noted with the time of the next', () => {
  const tried = steppedDelivery(fresh, attempt(2000), { state: 'pending', retryAtMs: 9000 }, 2001)
  expect(tried).toEqual({
    ...fresh,
    attempts: [attempt(2000)],
    attemptCount: 1,
    nextAttemptAtMs: 9000,
  })
})

test('only the newest tries are kept, all are counted', () => {
  let delivery = fresh
  for (let atMs = 1; atMs <= 30; atMs++)
    delivery = steppedDelivery(delivery, attempt(atMs), { state: 'pending', retryAtMs: atMs }, atMs)
  expect(delivery.attempts.map(({ atMs }) => atMs)).toEqual(
    Array.from({ length: deliveryLimits.attempts }, (_, i) => 11 + i),
  )
  expect(delivery.attemptCount).toBe(30)
})

test('one that is given up without a try says why, and is new when it is replayed', () => {
  const step = { state: 'dead' as const, reason: 'endpoint_disabled' as const }
  const dead = steppedDelivery(fresh, null, step, 5000)
  expect(dead).toMatchObject({
    state: 'dead',
    deadReason: 'endpoint_disabled',
    attemptCount: 0,
    nextAttemptAtMs: null,
    endedAtMs: 5000,
  })
  expect(replayedDelivery(dead, 6000)).toEqual({
    ...fresh,
    replays: 1,
    queuedAtMs: 6000,
    nextAttemptAtMs: 6000,
  })
})
