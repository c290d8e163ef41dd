import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import type { RetryPolicy } from '@tapedeck/domain'
import type { LimitFunction } from 'p-limit'

/** How long a storage may go without answering before it is given up. */
export type Patience = {
  /** Before its first answer, and from the first failure behind its last one on; tries and pauses included. */
  silentMs: number
  /** One request of a storage that has answered until then: it may be copying a large object. */
  requestMs: number
}

const patienceOfTakeOver: Patience = { silentMs: 8000, requestMs: 60_000 }

/** As many as have room in `silentMs`. */
const tries = 6
const maxPauseMs = 2000

/** How requests are tried again while a whole take-over waits for them. */
export const shortRetry = (retry: RetryPolicy): RetryPolicy => ({
  ...retry,
  maxDelayMs: Math.min(maxPauseMs, retry.maxDelayMs),
  attempts: Math.min(tries, retry.attempts),
})

/**
 * The waiting for one storage, whose requests come one after the other. A storage that works may take its time; one that
 * fails or says nothing holds nobody up for longer than some seconds, whatever the client's own bounds are.
 */
export class StorageWait {
  readonly #givenUp = new AbortController()
  readonly #patience: Patience
  #timer: NodeJS.Timeout | null = null
  #isAnswering = false

  constructor(patience = patienceOfTakeOver) {
    this.#patience = patience
  }

  /** Aborted with an error of the storage when it is given up. */
  get signal(): AbortSignal {
    return this.#givenUp.signal
  }

  /** True when the last request failed. */
  get isFailing(): boolean {
    return this.#timer !== null
  }

  /** The same limit with the waiting inside it: a request that is given up does not keep its place. */
  limit(shared: LimitFunction): LimitFunction {
    const limit = <Args extends unknown[], T>(
      task: (...args: Args) => PromiseLike<T> | T,
      ...args: Args
    ): Promise<T> => shared(() => this.#wait(async () => task(...args)))
    return Object.assign(limit, shared)
  }

  giveUp(): void {
    this.end()
    const detail = 'The storage did not answer while a recording was taken over.'
    this.#givenUp.abort(new TapedeckError('STORAGE_UNREACHABLE', { detail }))
  }

  /** Nothing more is asked. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  async #wait<T>(request: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted()
    const { silentMs, requestMs } = this.#patience
    if (this.#timer === null) this.#giveUpAfter(this.#isAnswering ? requestMs : silentMs)
    const over = Promise.withResolvers<never>()
    const onAbort = (): void => over.reject(this.signal.reason)
    this.signal.addEventListener('abort', onAbort, { once: true })
    try {
      const answer = await Promise.race([request(), over.promise])
      this.#answered()
      return answer
    } catch (error) {
      if (isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND') this.#answered()
      else if (this.#isAnswering) this.#failedFirst()
      throw error
    } finally {
      this.signal.removeEventListener('abort', onAbort)
    }
  }

  #answered(): void {
    this.end()
    this.#isAnswering = true
  }

  #failedFirst(): void {
    this.end()
    this.#isAnswering = false
    if (!this.signal.aborted) this.#giveUpAfter(this.#patience.silentMs)
  }

  #giveUpAfter(ms: number): void {
    this.#timer = setTimeout(() => this.giveUp(), ms)
  }
}
