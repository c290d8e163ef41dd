import { setTimeout as delay } from 'node:timers/promises'

/** What a promise resolves with; null when it takes longer than a bound, in milliseconds. It goes on all the same. */
export const within = async <T>(
  promise: Promise<T>,
  boundMs: number,
): Promise<{ value: T } | null> => {
  const over = new AbortController()
  try {
    return await Promise.race([
      promise.then((value) => ({ value })),
      delay(boundMs, null, { signal: over.signal }).catch(() => null),
    ])
  } finally {
    over.abort()
  }
}
