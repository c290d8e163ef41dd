import { attemptFailed, giveUp } from '@tapedeck/queue'
import type { DeliveryResult } from '@tapedeck/webhooks'
import { describe, expect, it } from 'vitest'
import { toDeliveryJobOutcome } from './delivery-job-outcome.ts'

const resultOf = (part: Partial<DeliveryResult>): DeliveryResult => ({
  outcome: 'retry',
  status: 503,
  latencyMs: 5,
  detail: 'the receiver answered 503',
  retryAfterMs: null,
  ...part,
})

describe('after one try', () => {
  it('a delivered event is done with', () => {
    expect(toDeliveryJobOutcome(resultOf({ outcome: 'delivered', status: 204 }))).toBeUndefined()
  })

  it.each(['gone', 'refused'] as const)('a receiver that is %s is given up', (outcome) => {
    expect(toDeliveryJobOutcome(resultOf({ outcome, detail: 'why' }))).toEqual(giveUp('why'))
  })

  it('a failure counts as a try', () => {
    expect(toDeliveryJobOutcome(resultOf({}))).toEqual(attemptFailed('the receiver answered 503'))
  })

  it('a receiver that says when is left alone until then', () => {
    expect(toDeliveryJobOutcome(resultOf({ retryAfterMs: 60_000 }))).toEqual(
      attemptFailed('the receiver answered 503', 60_000),
    )
  })
})
