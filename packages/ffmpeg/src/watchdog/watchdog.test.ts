import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'

import { createWatchdog, type Watchdog } from './watchdog.ts'
import type { TripReason } from './watchdog-rule.ts'

const limits = { silentMs: 40, stalledMediaMs: 5000, minMediaRatio: 0.5, ratioWindowMs: 5000 }
const clock = () => performance.now()

test('a silent source trips the watchdog once', async () => {
  const trips: TripReason[] = []
  const reason = await new Promise<TripReason>((resolve) => {
    createWatchdog({
      ...limits,
      clock,
      onTrip: (trip) => {
        trips.push(trip)
        resolve(trip)
      },
    })
  })
  expect(reason.kind).toBe('no_bytes')
  expect(trips).toHaveLength(1)
})

test('a stopped watchdog holds no timer and never trips', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const trips: TripReason[] = []
  const watchdog = createWatchdog({ ...limits, clock, onTrip: (trip) => trips.push(trip) })
  watchdog.stop()
  watchdog.stop()
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before)
  expect(trips).toEqual([])
})

/** Resolves to the first trip, or to null when there is none for so long. */
const tripWithin = (ms: number, act: (watchdog: Watchdog) => void | Promise<void>) =>
  new Promise<TripReason | null>((resolve) => {
    const watchdog = createWatchdog({ ...limits, clock, onTrip: resolve })
    void Promise.resolve(act(watchdog)).then(() =>
      setTimeout(() => {
        watchdog.stop()
        resolve(null)
      }, ms),
    )
  })

test('time in which nobody reads does not count, and counts again when somebody does', async () => {
  expect(await tripWithin(200, (watchdog) => watchdog.hold())).toBeNull()
  const held = async (watchdog: Watchdog): Promise<void> => {
    watchdog.hold()
    await sleep(100)
    watchdog.release()
  }
  expect(await tripWithin(limits.silentMs / 4, held)).toBeNull()
  expect(await tripWithin(5000, held)).toMatchObject({ kind: 'no_bytes' })
})

test('time in which this process stood still is not blamed on the source', async () => {
  const standStill = async (watchdog: Watchdog): Promise<void> => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 * limits.silentMs)
    // what waited in the pipe comes some turns of the loop later
    await sleep(limits.silentMs / 4)
    watchdog.bytes(1)
  }
  expect(await tripWithin(limits.silentMs / 4, standStill)).toBeNull()
})
