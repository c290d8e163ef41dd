import { setTimeout as delay } from 'node:timers/promises'
import { isTapedeckError } from '@tapedeck/contracts'
import { backoffDelayMs } from '@tapedeck/domain'
import type { OutputContext } from './cycle.ts'

/** Tries of what fails at once, the first among them: about a minute with the pauses of a recorder. */
const maxTries = 8

type AgainContext = Pick<
  OutputContext,
  'plan' | 'retry' | 'random' | 'monotonic' | 'signal' | 'log'
>

/** Another generation owns the recording, or nobody wants its files any more. */
const isGivenUp = (error: unknown): boolean =>
  (isTapedeckError(error) && error.code === 'LEASE_LOST') ||
  (error instanceof Error && error.name === 'AbortError')

/**
 * True when the storage was tried as often as the policy allows, which takes longer than its longest pause. What comes
 * quicker, and an object that is not what was sent, was not tried again by anybody.
 */
const isWornOut = (error: unknown, tookMs: number, { retry }: AgainContext): boolean =>
  isTapedeckError(error) &&
  error.facts.blame === 'destination' &&
  error.code !== 'OBJECT_MISMATCH' &&
  tookMs >= retry.maxDelayMs

/**
 * Does again what the tries of single requests do not cover, some times: a process that is out of file handles for a
 * moment, or a storage that shows an object wrong once, must not cost a file of a recording that runs.
 * @param signal what is left when it fires is not tried again
 * @throws the last error
 */
export const storeAgain = async <T>(
  context: AgainContext,
  signal: AbortSignal,
  task: () => Promise<T>,
): Promise<T> => {
  const { plan, retry, random, monotonic, log } = context
  for (let attempt = 1; ; attempt++) {
    const startedMs = monotonic()
    try {
      return await task()
    } catch (error) {
      const isOver = signal.aborted || isGivenUp(error) || attempt >= maxTries
      if (isOver || isWornOut(error, monotonic() - startedMs, context)) throw error
      log.warn({ err: error, output: plan.name, attempt }, 'storing failed; doing it again')
    }
    const pauseMs = backoffDelayMs(retry, attempt, random())
    // the reason, as whoever waits for the files expects it, and no AbortError
    await delay(pauseMs, undefined, { signal: context.signal }).catch(() => undefined)
    context.signal.throwIfAborted()
  }
}

/** Tells that something will never come into storage; not when that is because the recording is left. */
export const tellFailed = (
  { signal, onFailed }: Pick<OutputContext, 'signal' | 'onFailed'>,
  error: unknown,
): void => {
  if (!signal.aborted && !isGivenUp(error)) onFailed?.(error)
}
