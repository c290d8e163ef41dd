import { expect, test } from 'vitest'
import { PauseWish } from './pause-wish.ts'

const hourMs = 3_600_000
const wallMs = 1_800_000_000_000

/** A wish with clocks that the test sets. */
const withClocks = () => {
  const now = { wallMs, monotonicMs: 5000 }
  const wish = new PauseWish({ clock: () => now.wallMs, monotonic: () => now.monotonicMs })
  const pass = (ms: number): void => {
    now.wallMs += ms
    now.monotonicMs += ms
  }
  return { wish, now, pass }
}

test('without a pause nothing is held and nothing is due', () => {
  const { wish } = withClocks()
  wish.apply(null)
  expect([wish.isOn, wish.leftMs]).toEqual([false, Number.POSITIVE_INFINITY])
})

test('a pause without a delay lasts for ever', () => {
  const { wish, pass } = withClocks()
  wish.apply({ sinceMs: wallMs, stopAfterMs: null })
  pass(1000 * hourMs)
  expect([wish.isOn, wish.leftMs]).toEqual([true, Number.POSITIVE_INFINITY])
})

test('a delay is counted from the wish, also when word of it came late', () => {
  const { wish, now, pass } = withClocks()
  wish.apply(null)
  pass(2000)
  wish.apply({ sinceMs: now.wallMs - 1500, stopAfterMs: 10_000 })
  expect(wish.leftMs).toBe(8500)
  pass(8500)
  expect(wish.leftMs).toBe(0)
  pass(1000)
  expect(wish.leftMs).toBe(0)
})

test.each([hourMs, -hourMs])('a wall clock that jumps by %d ms changes no delay', (jumpMs) => {
  const { wish, now, pass } = withClocks()
  wish.apply(null)
  pass(100)
  const sinceMs = now.wallMs
  now.wallMs += jumpMs
  wish.apply({ sinceMs, stopAfterMs: 10_000 })
  expect(wish.leftMs).toBeGreaterThanOrEqual(9900)
  expect(wish.leftMs).toBeLessThanOrEqual(10_000)
  const leftMs = wish.leftMs
  now.wallMs -= 2 * jumpMs
  pass(4000)
  wish.apply({ sinceMs, stopAfterMs: 10_000 })
  expect(wish.leftMs).toBe(leftMs - 4000)
})

test('a recorder that begins with it goes by the wall clock, and never waits longer than the delay', () => {
  const late = withClocks()
  late.wish.apply({ sinceMs: wallMs - 6000, stopAfterMs: 10_000 })
  expect(late.wish.leftMs).toBe(4000)
  const ahead = withClocks()
  ahead.wish.apply({ sinceMs: wallMs + hourMs, stopAfterMs: 10_000 })
  expect(ahead.wish.leftMs).toBe(10_000)
})

test('a delay that comes, changes or goes while it lasts counts from the same moment', () => {
  const { wish, now, pass } = withClocks()
  wish.apply(null)
  const sinceMs = now.wallMs
  wish.apply({ sinceMs, stopAfterMs: null })
  pass(3000)
  wish.apply({ sinceMs, stopAfterMs: 10_000 })
  expect(wish.leftMs).toBe(7000)
  wish.apply({ sinceMs, stopAfterMs: null })
  expect(wish.leftMs).toBe(Number.POSITIVE_INFINITY)
})

test('a pause that is asked for anew counts from there', () => {
  const { wish, now, pass } = withClocks()
  wish.apply({ sinceMs: now.wallMs, stopAfterMs: 10_000 })
  pass(9000)
  wish.apply({ sinceMs: now.wallMs, stopAfterMs: 10_000 })
  expect(wish.leftMs).toBe(10_000)
})
