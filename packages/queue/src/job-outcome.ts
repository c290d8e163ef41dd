/** What a processor says of a job. Nothing (undefined) means that it is done. */
export type JobOutcome =
  | { outcome: 'done' }
  | { outcome: 'retryLater'; delayMs: number }
  | { outcome: 'attemptFailed'; reason: string }

/** Do it again after `delayMs`; counts as no attempt, so it may be said without end. */
export const retryLater = (delayMs: number): JobOutcome => ({ outcome: 'retryLater', delayMs })

/** This attempt failed: do it again after the queue's backoff, until its attempts are used up. */
export const attemptFailed = (reason: string): JobOutcome => ({ outcome: 'attemptFailed', reason })
