import { setTimeout as sleep } from 'node:timers/promises'

/** Wakes one waiter early. A ring while nobody waits is kept for the next. */
export class Bell {
  #ringing = new AbortController()

  ring(): void {
    this.#ringing.abort()
  }

  /** Resolves after `ms`, or as soon as it rings. */
  async wait(ms: number): Promise<void> {
    await sleep(Math.max(0, ms), undefined, { signal: this.#ringing.signal }).catch(() => {
      // that was the bell
    })
    if (this.#ringing.signal.aborted) this.#ringing = new AbortController()
  }
}
