import { expect, test } from 'vitest'

import { nextTryMs } from './wait-for-stream.ts'

test('a server that answers is asked again soon enough to start within two seconds', () => {
  for (const kind of ['not_found', 'refused', 'closed'] as const) {
    expect(nextTryMs(kind, 0, 0)).toBe(1000)
    expect(nextTryMs(kind, 0, 0.999)).toBeLessThanOrEqual(1500)
  }
})

test('a server that cannot be asked is given up to five seconds', () => {
  const delays = Array.from(
    { length: 8 },
    (_, index) => nextTryMs('unreachable', index + 1, 0.999) ?? 0,
  )
  expect(delays[0]).toBeLessThanOrEqual(1500)
  expect(delays.at(-1)).toBeGreaterThan(4900)
  expect(Math.max(...delays)).toBeLessThanOrEqual(5000)
  expect(nextTryMs('silent', 1, 0)).toBeGreaterThanOrEqual(750)
})

test('a player that was kept waiting asks again at once', () => {
  expect(nextTryMs('waiting', 0, 0.5)).toBe(0)
})
