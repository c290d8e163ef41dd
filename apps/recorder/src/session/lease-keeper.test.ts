import type { Lease, LeaseStore } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LeaseKeeper } from './lease-keeper.ts'

const lease: Lease = { recordingId: 'rec', ownerId: 'recorder-1', generation: 3 }
const ttlMs = 15_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A keeper over leases whose renewal answers as told, and what it did. */
const keeping = (renew: () => Promise<boolean>) => {
  const seen = { renewals: 0, warnings: 0 }
  const leases: Pick<LeaseStore, 'renew'> = {
    renew: () => {
      seen.renewals += 1
      return renew()
    },
  }
  const log: Pick<Logger, 'warn'> = {
    warn: () => {
      seen.warnings += 1
    },
  }
  const keeper = new LeaseKeeper(leases, lease, ttlMs, log)
  keeper.start()
  return { keeper, seen }
}

test('a lease is renewed three times within its life, again and again', async () => {
  const { keeper, seen } = keeping(async () => true)
  await vi.advanceTimersByTimeAsync(ttlMs * 2)
  expect(seen.renewals).toBe(6)
  expect(keeper.lost.aborted).toBe(false)
  await keeper.stop()
})

test('a refused renewal is a lost lease, and nothing is renewed after it', async () => {
  const { keeper, seen } = keeping(async () => false)
  await vi.advanceTimersByTimeAsync(ttlMs * 2)
  expect(keeper.lost.aborted).toBe(true)
  expect(seen.renewals).toBe(1)
  await keeper.stop()
})

test('a store that is away is no lost lease', async () => {
  let isAway = true
  const { keeper, seen } = keeping(async () => {
    if (isAway) throw new Error('away')
    return true
  })
  await vi.advanceTimersByTimeAsync(ttlMs * 4)
  expect(keeper.lost.aborted).toBe(false)
  expect(seen.warnings).toBe(seen.renewals)
  isAway = false
  await vi.advanceTimersByTimeAsync(ttlMs)
  expect(seen.warnings).toBeLessThan(seen.renewals)
  await keeper.stop()
})

test('a renewal that takes long is not overtaken by the next', async () => {
  let answer: (isHeld: boolean) => void = () => undefined
  const { keeper, seen } = keeping(
    () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  )
  await vi.advanceTimersByTimeAsync(ttlMs * 3)
  expect(seen.renewals).toBe(1)
  answer(true)
  await vi.advanceTimersByTimeAsync(ttlMs / 3)
  expect(seen.renewals).toBe(2)
  const stopped = keeper.stop()
  answer(true)
  await stopped
})

test('a stopped keeper waits for the renewal under way and renews no more', async () => {
  let answer: (isHeld: boolean) => void = () => undefined
  const { keeper, seen } = keeping(
    () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  )
  await vi.advanceTimersByTimeAsync(ttlMs / 3)
  let isStopped = false
  const stopped = keeper.stop().then(() => {
    isStopped = true
  })
  await vi.advanceTimersByTimeAsync(ttlMs)
  expect(isStopped).toBe(false)
  answer(true)
  await stopped
  await vi.advanceTimersByTimeAsync(ttlMs * 2)
  expect(seen.renewals).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})
