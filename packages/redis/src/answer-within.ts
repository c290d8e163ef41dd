import { TapedeckError } from '@tapedeck/contracts'

/**
 * The promise's result, or REDIS_UNAVAILABLE when it takes longer. For calls on connections that wait for Redis for ever;
 * the call itself cannot be taken back and may still take effect later.
 */
export const answerWithin = async <T>(limitMs: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new TapedeckError('REDIS_UNAVAILABLE', { detail: `No answer within ${limitMs} ms` }),
        ),
      limitMs,
    )
  })
  try {
    return await Promise.race([promise, timedOut])
  } finally {
    clearTimeout(timer)
  }
}
