/** Work that goes on after the call that began it. */
export type Background = {
  /** Begins the work, unless it is under way. */
  begin: () => void
  /** Ends it early; resolves when it is over. */
  stop(): Promise<void>
}

/** Makes work of which never two are under way at once in this process. */
export const inBackground = (
  work: (signal: AbortSignal) => Promise<void>,
  onError: (error: unknown) => void,
): Background => {
  const stopping = new AbortController()
  const { signal } = stopping
  let running: Promise<void> | null = null
  const run = async (): Promise<void> => {
    try {
      await work(signal)
    } catch (error) {
      if (!signal.aborted) onError(error)
    } finally {
      running = null
    }
  }
  return {
    begin: () => {
      if (!signal.aborted) running ??= run()
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
