import type { Metrics } from '@tapedeck/telemetry'
import type { DeliveryOutcome, DeliveryResult } from '@tapedeck/webhooks'

/** The figures of the notifier. */
export type NotifierMetrics = {
  /** Counts one try of a delivery. */
  tried(result: DeliveryResult): void
  /** Counts events that went from the outbox to the delivery queue or, without a receiver, out of it. */
  relayed(events: number): void
  /** Counts an event that can never be put into the delivery queue. */
  dropped(): void
  relayFailed(): void
}

const outcomes: DeliveryOutcome[] = ['delivered', 'retry', 'gone', 'refused']

/**
 * Registers the figures.
 * @param outboxDepth asked on every scrape; while it fails the depth is shown as unknown (NaN)
 */
export const createNotifierMetrics = (
  metrics: Metrics,
  outboxDepth: () => Promise<number>,
): NotifierMetrics => {
  metrics.gauge({
    name: 'tapedeck_outbox_events',
    help: 'Events that are not in the delivery queue yet',
    async collect() {
      // a scrape must not fail because Redis is away; /readyz says so
      this.set(await outboxDepth().catch(() => Number.NaN))
    },
  })
  const tries = metrics.counter({
    name: 'tapedeck_deliveries_total',
    help: 'Tries to deliver a webhook, by outcome',
    labelNames: ['outcome'],
  })
  for (const outcome of outcomes) tries.inc({ outcome }, 0)
  const latency = metrics.histogram({
    name: 'tapedeck_delivery_duration_seconds',
    help: 'Time of one try to deliver a webhook',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10],
  })
  const relayed = metrics.counter({
    name: 'tapedeck_relayed_events_total',
    help: 'Events taken from the outbox',
  })
  const dropped = metrics.counter({
    name: 'tapedeck_dropped_events_total',
    help: 'Events that are not valid and can never be delivered',
  })
  const failures = metrics.counter({
    name: 'tapedeck_relay_failures_total',
    help: 'Failures to read the outbox or to fill the delivery queue',
  })
  return {
    tried: (result) => {
      tries.inc({ outcome: result.outcome })
      latency.observe(result.latencyMs / 1000)
    },
    relayed: (events) => relayed.inc(events),
    dropped: () => dropped.inc(),
    relayFailed: () => failures.inc(),
  }
}
