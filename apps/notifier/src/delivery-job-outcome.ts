import { attemptFailed, giveUp, type JobOutcome } from '@tapedeck/queue'
import type { DeliveryResult } from '@tapedeck/webhooks'

/** What one try to deliver means for the job; undefined is done. The queue knows how often and when it tries again. */
export const toDeliveryJobOutcome = (result: DeliveryResult): JobOutcome | undefined => {
  switch (result.outcome) {
    case 'delivered':
      return undefined
    case 'gone':
    case 'refused':
      return giveUp(result.detail)
    case 'retry':
      return attemptFailed(result.detail, result.retryAfterMs)
  }
}
