import { expect, test } from 'vitest'
import { backoffDelayMs } from './backoff.ts'

const policy = { firstDelayMs: 1000, maxDelayMs: 5000, factor: 2, attempts: 10 }

test('the delay doubles up to its bound and half of it is random', () => {
  expect([1, 2, 3, 4, 50].map((attempt) => backoffDelayMs(policy, attempt, 0))).toEqual([
    500, 1000, 2000, 2500, 2500,
  ])
  expect([1, 2, 3, 4, 50].map((attempt) => backoffDelayMs(policy, attempt, 0.999999))).toEqual([
    1000, 2000, 4000, 5000, 5000,
  ])
})
