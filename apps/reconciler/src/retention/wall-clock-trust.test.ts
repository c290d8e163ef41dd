import { expect, test } from 'vitest'
import { WallClockTrust } from './wall-clock-trust.ts'

const hourMs = 3_600_000

test('a clock that runs is trusted, drift and small corrections included', () => {
  const trust = new WallClockTrust()
  expect(trust.isTrusted(1_000_000, 0)).toBe(true)
  expect(trust.isTrusted(1_059_000, 1000)).toBe(true)
  expect(trust.isTrusted(1_000_000, 2000)).toBe(true)
})

test('one that jumped ahead is not, for an hour or until it is set back', () => {
  const trust = new WallClockTrust()
  trust.isTrusted(0, 0)
  expect(trust.isTrusted(10 * hourMs, 1000)).toBe(false)
  expect(trust.isTrusted(11 * hourMs, hourMs)).toBe(false)
  expect(trust.isTrusted(11 * hourMs + 1000, hourMs + 1000)).toBe(true)
  expect(trust.isTrusted(99 * hourMs, hourMs + 2000)).toBe(false)
  expect(trust.isTrusted(hourMs, hourMs + 3000)).toBe(true)
})
