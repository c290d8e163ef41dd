/** Longest pause that a receiver can ask for, in milliseconds. */
export const maxRetryAfterMs = 6 * 3_600_000

/**
 * Milliseconds asked for by a Retry-After header (RFC 9110, section 10.2.3: seconds or a date), between 0 and
 * `maxRetryAfterMs`; null when there is none or it makes no sense.
 */
export const parseRetryAfter = (
  header: string | string[] | undefined,
  nowMs: number,
): number | null => {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? ''
  const isSeconds = /^\d+$/.test(text)
  // a bare date parser also takes "3.5" or "-1" for a year
  if (!isSeconds && !/^[A-Za-z]{3,9},? /.test(text)) return null
  const waitMs = isSeconds ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(waitMs) ? null : Math.min(maxRetryAfterMs, Math.max(0, waitMs))
}
