import { redactUrl } from '@tapedeck/domain'
import type { Processor } from '@tapedeck/queue'
import type { Logger } from '@tapedeck/telemetry'
import type { WebhookSender } from '@tapedeck/webhooks'
import { toDeliveryJobOutcome } from './delivery-job-outcome.ts'
import type { NotifierMetrics } from './notifier-metrics.ts'

/** The work of the delivery queue: one job is one event for one receiver, one run of it is one try. */
export const createDeliver =
  (deps: {
    sender: Pick<WebhookSender, 'send'>
    metrics: Pick<NotifierMetrics, 'tried'>
    logger: Logger
  }): Processor<'deliver'> =>
  async ({ url, event }, { attempt, isLastAttempt }) => {
    const result = await deps.sender.send(url, event)
    deps.metrics.tried(result)
    const outcome = toDeliveryJobOutcome(result)
    const isOver = outcome?.outcome === 'giveUp' || (outcome !== undefined && isLastAttempt)
    const facts = {
      eventId: event.id,
      type: event.type,
      recordingId: event.recordingId,
      receiver: redactUrl(url),
      attempt,
      ...result,
    }
    if (outcome === undefined) deps.logger.info(facts, 'webhook delivered')
    else if (isOver) deps.logger.error(facts, 'webhook given up')
    else deps.logger.warn(facts, 'webhook not delivered')
    return outcome
  }
