import { describe, expect, it } from 'vitest'
import { type AttemptFacts, afterAttempt, attemptOutcomes } from './after-attempt.ts'
import { deliveryLimits } from './delivery.ts'

const { maxAgeMs } = deliveryLimits
const hourMs = 3_600_000
const queuedAtMs = 1_800_000_000_000
const facts = (fields: Partial<AttemptFacts> & { ageMs?: number } = {}): AttemptFacts => ({
  outcome: 'retry',
  retryAfterMs: null,
  delivery: { queuedAtMs },
  failures: 0,
  nowMs: queuedAtMs + (fields.ageMs ?? 0),
  ...fields,
})

describe('after a try', () => {
  const ages = [0, maxAgeMs - 1, maxAgeMs, 10 * maxAgeMs]
  const pauses = [null, 0, 60_000, 24 * hourMs]
  const failureCounts = [0, 1, 20, 10_000]
  const table = attemptOutcomes.flatMap((outcome) =>
    ages.flatMap((ageMs) =>
      pauses.flatMap((retryAfterMs) =>
        failureCounts.map((failures) => ({ outcome, ageMs, retryAfterMs, failures })),
      ),
    ),
  )

  it.each(table)('$outcome at $ageMs ms, pause $retryAfterMs, $failures failures', (row) => {
    for (const random of [0, 0.5, 0.999_999]) {
      const step = afterAttempt(facts(row), random)
      if (row.outcome === 'delivered') expect(step).toEqual({ state: 'delivered' })
      else if (row.outcome === 'gone') expect(step).toEqual({ state: 'dead', reason: 'gone' })
      else if (row.outcome === 'refused')
        expect(step).toEqual({ state: 'dead', reason: 'address_refused' })
      else if (row.ageMs >= maxAgeMs) expect(step).toEqual({ state: 'dead', reason: 'expired' })
      else {
        const delayMs = step.state === 'pending' ? step.retryAtMs - queuedAtMs - row.ageMs : -1
        expect(delayMs).toBeGreaterThanOrEqual(1000)
        expect(delayMs).toBeLessThanOrEqual(row.retryAfterMs === null ? hourMs : 6 * hourMs)
      }
    }
  })

  const delayMs = (fields: Partial<AttemptFacts>, random: number): number => {
    const step = afterAttempt(facts(fields), random)
    return step.state === 'pending' ? step.retryAtMs - queuedAtMs : Number.NaN
  }

  it('the pauses grow from 5 s to an hour, half of each random', () => {
    const failures = [0, 1, 2, 3, 5, 6, 7, 1000]
    expect(failures.map((count) => delayMs({ failures: count }, 0))).toEqual([
      2500, 7500, 22_500, 67_500, 607_500, 1_800_000, 1_800_000, 1_800_000,
    ])
    expect(delayMs({ failures: 7 }, 0.999_999_9)).toBe(hourMs)
  })

  it('the receiver says when, from a second to six hours', () => {
    const asked = [0, 999, 1000, 30_000, 6 * hourMs, 7 * hourMs]
    expect(asked.map((retryAfterMs) => delayMs({ retryAfterMs, failures: 9 }, 0.5))).toEqual([
      1000,
      1000,
      1000,
      30_000,
      6 * hourMs,
      6 * hourMs,
    ])
  })
})
