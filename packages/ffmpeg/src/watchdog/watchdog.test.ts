import { expect, test } from 'vitest'

import { createWatchdog } from './watchdog.ts'
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
