import { describe, expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'
import { backoffMs, wait } from './wait.ts'

describe('how long to wait', () => {
  test('as Retry-After says, in seconds or as a date, 30 s at most', () => {
    const nowMs = Date.parse('2026-01-01T00:00:00Z')
    const told = (value: string) => retryAfterMs(new Headers({ 'retry-after': value }), nowMs)
    expect(told('2')).toBe(2_000)
    expect(told('0')).toBe(0)
    expect(told('Thu, 01 Jan 2026 00:00:05 GMT')).toBe(5_000)
    expect(told('Wed, 31 Dec 2025 23:00:00 GMT')).toBe(0)
    expect(told('86400')).toBe(30_000)
    expect(told('soon')).toBe(null)
    expect(retryAfterMs(new Headers(), nowMs)).toBe(null)
  })

  test('else twice as long each time up to a bound, and never less than half of it', () => {
    const of = (random: number) =>
      [1, 2, 3, 9].map((failures) =>
        backoffMs(failures, { firstMs: 200, maxMs: 5_000, random: () => random }),
      )
    expect(of(1)).toEqual([200, 400, 800, 5_000])
    expect(of(0)).toEqual([100, 200, 400, 2_500])
  })
})

test('a wait ends when it is aborted, with the reason', async () => {
  const ending = new AbortController()
  const waiting = wait(3_600_000, ending.signal)
  ending.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(wait(3_600_000, ending.signal)).rejects.toThrow('enough')
})
