/** Longer waits are the caller's matter. */
const maxRetryAfterMs = 30_000

/**
 * What `Retry-After` asks for (RFC 9110, section 10.2.3), 30 s at most.
 * @param nowMs Unix milliseconds
 * @returns milliseconds; null when the answer does not say
 */
export const retryAfterMs = (headers: Headers, nowMs: number): number | null => {
  const value = headers.get('retry-after')
  if (value === null) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), maxRetryAfterMs)
}
