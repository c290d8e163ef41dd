import { expect, test } from 'vitest'
import { StorageHealth } from './storage-health.ts'

test('it fails from the first failure behind the last success to the newest one', () => {
  const health = new StorageHealth()
  expect(health.failingMs(0)).toBe(0)
  health.failed(10_000, 10_100)
  health.failed(30_000, 40_000)
  expect([health.failingMs(41_000), health.failingSinceMs(41_000)]).toEqual([30_000, 10_000])
  health.succeeded(50_000)
  expect([health.failingMs(50_000), health.failingSinceMs(50_000)]).toEqual([0, null])
  health.failed(51_000, 52_000)
  expect(health.failingMs(52_000)).toBe(1000)
})

test('a request that began before the last success fails only since then', () => {
  const health = new StorageHealth()
  health.succeeded(60_000)
  health.failed(1000, 61_000)
  expect(health.failingMs(61_000)).toBe(1000)
})

test('time in which nobody asked is no failure', () => {
  const health = new StorageHealth()
  health.failed(0, 100)
  expect(health.failingMs(200_000)).toBe(100)
  health.failed(3_600_000, 3_600_100)
  expect(health.failingMs(3_600_100)).toBe(100)
  expect(health.failingMs(9_999_999)).toBe(0)
})
