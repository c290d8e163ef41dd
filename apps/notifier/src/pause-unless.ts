import { setTimeout as pause } from 'node:timers/promises'

/** Waits, or not when the signal says so. */
export const pauseUnless = async (delayMs: number, signal: AbortSignal): Promise<void> => {
  await pause(delayMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
