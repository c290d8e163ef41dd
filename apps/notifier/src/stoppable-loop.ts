import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'
import { pauseUnless } from './pause-unless.ts'

/** Something done again and again until it is stopped. */
export type StoppableLoop = {
  /** False when no turn came to an end for so long that the process had better be replaced. */
  isAlive(): boolean
  /** Ends after the running turn. False: it hangs, as it does while Redis is away, and was waited for `stopWaitMs` only. */
  stop(): Promise<boolean>
}

export type LoopOptions = {
  /** One turn; the pause after it in milliseconds, 0 for none. */
  turn: (signal: AbortSignal) => Promise<number>
  onError: (error: unknown) => void
  stopWaitMs: number
  random: () => number
}

const silentMs = 60_000
const failurePauses: RetryPolicy = {
  firstDelayMs: 250,
  maxDelayMs: 10_000,
  factor: 2,
  attempts: Number.POSITIVE_INFINITY,
}

/** Starts the turns; after one that failed it waits, ever longer. */
export const startLoop = (options: LoopOptions): StoppableLoop => {
  const stopping = new AbortController()
  const { signal } = stopping
  let lastTurnAtMs = performance.now()

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const delayMs = await options.turn(signal)
        lastTurnAtMs = performance.now()
        failures = 0
        if (delayMs > 0) await pauseUnless(delayMs, signal)
      } catch (error) {
        options.onError(error)
        failures += 1
        await pauseUnless(backoffDelayMs(failurePauses, failures, options.random()), signal)
      }
    }
  }

  const ended = run()
  return {
    isAlive: () => performance.now() - lastTurnAtMs < silentMs,
    stop: async () => {
      stopping.abort()
      const waited = new AbortController()
      const bound = pauseUnless(options.stopWaitMs, waited.signal)
      const hasEnded = await Promise.race([ended.then(() => true), bound.then(() => false)])
      waited.abort()
      await bound
      return hasEnded
    },
  }
}
