import type { DeliveryStore, EventLogStore } from '@tapedeck/store'
import { type StoppableLoop, startLoop } from '../stoppable-loop.ts'

/** How often it looks, and how long it leaves a lane alone that should have been worked on; in milliseconds. */
export type UpkeepTiming = { everyMs: number; graceMs: number; sweepEveryMs: number }

export const defaultUpkeepTiming: UpkeepTiming = {
  everyMs: 2000,
  graceMs: 5000,
  sweepEveryMs: 60_000,
}

export type UpkeepOptions = {
  deliveries: Pick<DeliveryStore, 'overdue' | 'sweep'>
  eventLog: Pick<EventLogStore, 'trim'>
  wake: (lanes: string[]) => Promise<void>
  timing: UpkeepTiming
  /** Wall clock of the store, Unix milliseconds. */
  clock: () => number
  random: () => number
  /** Lanes whose wake-up was lost were woken again. */
  onHealed: (lanes: number) => void
  onError: (error: unknown) => void
}

const maxLanesPerTurn = 1000
const maxSweptAtOnce = 500

/** Wakes lanes again whose wake-up was lost, and forgets what was kept long enough. Any number of notifiers may do so. */
export const startUpkeep = (options: UpkeepOptions): StoppableLoop => {
  const { deliveries, eventLog, timing, clock, onHealed } = options
  let sweptAtMs = Number.NEGATIVE_INFINITY

  const heal = async (): Promise<void> => {
    const lanes = await deliveries.overdue(timing.graceMs, maxLanesPerTurn)
    if (lanes.length === 0) return
    await options.wake(lanes)
    onHealed(lanes.length)
  }

  const sweep = async (signal: AbortSignal): Promise<void> => {
    if (performance.now() - sweptAtMs < timing.sweepEveryMs) return
    while (!signal.aborted && (await deliveries.sweep(maxSweptAtOnce)) >= maxSweptAtOnce);
    await eventLog.trim(clock())
    sweptAtMs = performance.now()
  }

  return startLoop({
    turn: async (signal) => {
      await heal()
      await sweep(signal)
      return timing.everyMs
    },
    onError: options.onError,
    stopWaitMs: 2000,
    random: options.random,
  })
}
