import { setTimeout as pause } from 'node:timers/promises'

export type ReconcileLoopOptions = {
  /** One pass; ends early when the signal is aborted. */
  pass: (signal: AbortSignal) => Promise<void>
  /** Milliseconds between the end of one pass and the start of the next. */
  intervalMs: number
  onError: (error: unknown) => void
}

/** Passes one after another, never two at once, until it is stopped. */
export type ReconcileLoop = {
  /** False when no pass has succeeded for so long that the process had better be replaced. */
  isAlive(): boolean
  /** Ends the running pass early; resolves when it is over. */
  stop(): Promise<void>
}

const silentMs = 120_000

/** Starts the first pass at once. A pass that fails is told and tried again after the interval. */
export const startReconcileLoop = (options: ReconcileLoopOptions): ReconcileLoop => {
  const stopping = new AbortController()
  const { signal } = stopping
  let lastPassAtMs = performance.now()

  const passOnce = async (): Promise<void> => {
    try {
      await options.pass(signal)
      lastPassAtMs = performance.now()
    } catch (error) {
      options.onError(error)
    }
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await passOnce()
      await pause(options.intervalMs, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
    }
  }

  const ended = run()
  return {
    isAlive: () => performance.now() - lastPassAtMs < silentMs,
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}
