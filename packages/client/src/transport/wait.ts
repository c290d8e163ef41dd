/** Waits; rejects with the signal's reason as soon as it is aborted. */
export const wait = (ms: number, signal?: AbortSignal | null): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', abort, { once: true })
  })

/**
 * How long to wait before the next try: twice as long each time, and by chance anything between half of that and all,
 * so that many clients do not come back at once.
 * @param failures tries that failed in a row, 1 or more
 * @param random as Math.random
 */
export const backoffMs = (
  failures: number,
  { firstMs, maxMs, random }: { firstMs: number; maxMs: number; random: () => number },
): number => Math.min(firstMs * 2 ** (failures - 1), maxMs) * (0.5 + random() / 2)
