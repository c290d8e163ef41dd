import { toTapedeckError } from '@tapedeck/contracts'
import type { SendOptions } from './send-options.ts'
import { withRetry } from './with-retry.ts'

type ReplacedOptions = Omit<SendOptions, 'contentType'>

/** Tries to take an upload away; nobody waits for a storage that is away when the object does not depend on it. */
const maxTries = 3

/**
 * An upload that another one replaces because what was sent does not fit the object any more. It stays, and stays the
 * one that is told of, until the object is there: if the process or its host were lost before, it would be all that is
 * left of the object.
 */
export class ReplacedUpload {
  readonly #options: ReplacedOptions
  readonly #uploadId: string

  constructor(options: ReplacedOptions, uploadId: string) {
    const { retry } = options
    const attempts = Math.min(maxTries, retry.attempts)
    this.#options = { ...options, retry: { ...retry, attempts } }
    this.#uploadId = uploadId
  }

  /** Removes what a process before this one began in its place and did not complete; nobody else knows of it. Never rejects. */
  async removeRivals(): Promise<void> {
    const { store, key, limit, onRetry } = this.#options
    try {
      const open = await withRetry(this.#options, () => limit(() => store.listUploads(key)))
      for (const { key: at, uploadId } of open)
        if (at === key && uploadId !== this.#uploadId) await this.#abort(uploadId)
    } catch (error) {
      // they only cost room
      onRetry(toTapedeckError(error), this.#options.retry.attempts)
    }
  }

  /** Removes it: the object is there, or nobody wants it. Never rejects. */
  async remove(): Promise<void> {
    await this.#tryToAbort(this.#uploadId)
  }

  /** Removes the upload in its place, which whoever goes on would not find. Never rejects. */
  async keepInsteadOf(uploadId: string | null): Promise<void> {
    if (uploadId !== null) await this.#tryToAbort(uploadId)
  }

  async #tryToAbort(uploadId: string): Promise<void> {
    const { onRetry, retry } = this.#options
    try {
      // also when whoever sends was told to end
      await this.#abort(uploadId, new AbortController().signal)
    } catch (error) {
      onRetry(toTapedeckError(error), retry.attempts)
    }
  }

  #abort(uploadId: string, signal = this.#options.signal): Promise<void> {
    const { store, key, limit } = this.#options
    return withRetry({ ...this.#options, signal }, () =>
      limit(() => store.abortUpload(key, uploadId)),
    )
  }
}
