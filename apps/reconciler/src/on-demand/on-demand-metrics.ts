import type { Metrics } from '@tapedeck/telemetry'

const outcomes = ['yes', 'no', 'failed'] as const

/** The figures of on-demand callbacks. */
export type OnDemandMetrics = {
  /** Counts one publication that was asked for, all its tries included. */
  asked(outcome: (typeof outcomes)[number], seconds: number): void
}

/** Registers the figures. */
export const createOnDemandMetrics = (metrics: Metrics): OnDemandMetrics => {
  const asks = metrics.counter({
    name: 'tapedeck_on_demand_asks_total',
    help: 'Publications for which the on-demand callback was asked, by its answer',
    labelNames: ['outcome'],
    knownValues: { outcome: outcomes },
  })
  const duration = metrics.histogram({
    name: 'tapedeck_on_demand_duration_seconds',
    help: 'Time until an on-demand callback had answered or was given up',
    buckets: [0.05, 0.25, 1, 2.5, 5, 10, 30, 180],
  })
  return {
    asked: (outcome, seconds) => {
      asks.inc({ outcome })
      duration.observe(seconds)
    },
  }
}
