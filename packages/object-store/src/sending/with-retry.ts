import { setTimeout as delay } from 'node:timers/promises'
import { isTapedeckError, type TapedeckError } from '@tapedeck/contracts'
import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'

export type RetryOptions = {
  retry: RetryPolicy
  /** A number in [0, 1) for the jitter. */
  random: () => number
  /** Ends the waiting and the trying; the promise then rejects with its reason. */
  signal: AbortSignal
  /** Told of each failed try (1-based) that is followed by another one. */
  onRetry: (error: TapedeckError, attempt: number) => void
}

/**
 * Tries an action until it succeeds or the policy ends, then throws its last error. Every error of the storage is
 * tried again, refused credentials too, for they may be mended meanwhile; any other error is thrown at once.
 */
export const withRetry = async <T>(options: RetryOptions, action: () => Promise<T>): Promise<T> => {
  const { retry, random, signal, onRetry } = options
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted()
    try {
      return await action()
    } catch (error) {
      signal.throwIfAborted()
      if (!isTapedeckError(error) || error.facts.blame !== 'destination') throw error
      if (attempt >= retry.attempts) throw error
      onRetry(error, attempt)
    }
    await pause(backoffDelayMs(retry, attempt, random()), signal)
  }
}

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  try {
    await delay(ms, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
