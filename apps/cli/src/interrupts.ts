/** Ctrl-C and requests to end, for commands that have something to do before they leave. */
export type Interrupts = {
  /**
   * From now on an interrupt calls `onInterrupt` instead of ending the process.
   * @returns ends that
   */
  listen(onInterrupt: () => void): () => void
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** The interrupts of this process. */
export const processInterrupts: Interrupts = {
  listen(onInterrupt) {
    for (const signal of signals) process.on(signal, onInterrupt)
    return () => {
      for (const signal of signals) process.off(signal, onInterrupt)
    }
  },
}
