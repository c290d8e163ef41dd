/** How often and how long something is tried again. */
export type RetryPolicy = {
  firstDelayMs: number
  maxDelayMs: number
  factor: number
  /** Tries in all, the first one included. */
  attempts: number
}

/**
 * Milliseconds to wait before try number `attempt + 1`, after `attempt` tries failed (1-based).
 * Half of the delay is fixed and half is random, so that many failing at once do not come back at once.
 * @param random a number in [0, 1), from the caller
 */
export const backoffDelayMs = (policy: RetryPolicy, attempt: number, random: number): number => {
  const full = Math.min(
    policy.maxDelayMs,
    policy.firstDelayMs * policy.factor ** Math.max(0, attempt - 1),
  )
  return Math.round(full / 2 + (full / 2) * random)
}
