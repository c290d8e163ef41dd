import { describe, expect, it } from 'vitest'
import { queues } from './queues.ts'
import { AttemptFailed, retryDelayMs } from './retry-delay.ts'

const { retry } = queues.deliver
const hourMs = 3_600_000

describe('the pauses between deliveries', () => {
  it('add up to about three days', () => {
    let sumMs = 0
    for (let attempt = 1; attempt < retry.attempts; attempt++)
      sumMs += retryDelayMs(retry, attempt, new Error('500'), 0.5)
    expect(sumMs / hourMs).toBeGreaterThan(2.5 * 24)
    expect(sumMs / hourMs).toBeLessThan(3.5 * 24)
  })

  it('are as long as the receiver asks, within the longest pause', () => {
    const asked = (ms: number | null) => new AttemptFailed('429', ms)
    expect(retryDelayMs(retry, 1, asked(60_000), 0)).toBe(60_000)
    expect(retryDelayMs(retry, 1, asked(1000 * hourMs), 0)).toBe(retry.maxDelayMs)
    expect(retryDelayMs(retry, 1, asked(1), 0)).toBe(2500)
    expect(retryDelayMs(retry, 1, asked(null), 0)).toBe(2500)
  })
})
