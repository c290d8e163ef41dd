import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'

/** An attempt that failed in a way the processor expected. */
export class AttemptFailed extends Error {
  readonly retryAfterMs: number | null

  constructor(reason: string, retryAfterMs: number | null) {
    super(reason)
    this.name = 'AttemptFailed'
    this.retryAfterMs = retryAfterMs
  }
}

/** Milliseconds to wait after try number `attempt` (1-based) failed with `error`. */
export const retryDelayMs = (
  policy: RetryPolicy,
  attempt: number,
  error: unknown,
  random: number,
): number => {
  const backoffMs = backoffDelayMs(policy, attempt, random)
  const askedMs = error instanceof AttemptFailed ? (error.retryAfterMs ?? 0) : 0
  return Math.max(backoffMs, Math.min(askedMs, policy.maxDelayMs))
}
