import { setTimeout as delay } from 'node:timers/promises'
import { isTapedeckError } from '@tapedeck/contracts'
import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'

/** What bounds the tries, and who is told of each that failed. */
export type ReliableContext = {
  retry: RetryPolicy
  random: () => number
  signal: AbortSignal
  onStorageRetry(error: unknown): void
}

/** A lost lease does not come back: trying again would only repeat what the fence refuses. */
const isFinal = (error: unknown): boolean => isTapedeckError(error) && error.code === 'LEASE_LOST'

/**
 * Runs a task until it succeeds, as often as the policy allows.
 * @throws the last error; the signal's reason when it is aborted
 */
export const reliably = async <T>(context: ReliableContext, task: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    context.signal.throwIfAborted()
    try {
      return await task()
    } catch (error) {
      if (isFinal(error) || attempt >= context.retry.attempts) throw error
      context.onStorageRetry(error)
      await delay(backoffDelayMs(context.retry, attempt, context.random()), undefined, {
        signal: context.signal,
      })
    }
  }
}
