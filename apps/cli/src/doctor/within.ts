/**
 * Waits for something no longer than it may take. What it waits for goes on; a failure that comes later is nobody's.
 * @throws Error `TimeoutError` when it took longer
 */
export const within = async <T>(limitMs: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`no answer within ${limitMs} ms`), { name: 'TimeoutError' }))
    }, limitMs)
  })
  promise.catch(() => undefined)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
