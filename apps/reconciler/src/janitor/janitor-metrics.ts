import type { Metrics } from '@tapedeck/telemetry'

/** What the janitor does. */
export const janitorActions = [
  'cycle_salvaged',
  'cycle_given_up',
  'upload_aborted',
  'object_removed',
  'lease_revoked',
  'recording_ended',
] as const
export type JanitorAction = (typeof janitorActions)[number]

const janitorPasses = ['cycles', 'staging', 'owned'] as const
export type JanitorPass = (typeof janitorPasses)[number]

/** The figures of the janitor. */
export type JanitorMetrics = {
  did(action: JanitorAction, count?: number): void
  /** Counts something, or a whole pass, that could not be done and is tried again later. */
  failed(pass: JanitorPass): void
  passed(pass: JanitorPass, seconds: number): void
}

/** Registers the figures. */
export const createJanitorMetrics = (metrics: Metrics): JanitorMetrics => {
  const actions = metrics.counter({
    name: 'tapedeck_janitor_actions_total',
    help: 'What the janitor did about what lost recorders left',
    labelNames: ['action'],
    knownValues: { action: janitorActions },
  })
  const failures = metrics.counter({
    name: 'tapedeck_janitor_failures_total',
    help: 'What the janitor could not do and tries again later',
    labelNames: ['pass'],
    knownValues: { pass: janitorPasses },
  })
  const duration = metrics.histogram({
    name: 'tapedeck_janitor_duration_seconds',
    help: 'Time of one pass of the janitor',
    labelNames: ['pass'],
    buckets: [0.01, 0.1, 1, 10, 60, 600],
  })
  return {
    did: (action, count = 1) => actions.inc({ action }, count),
    failed: (pass) => failures.inc({ pass }),
    passed: (pass, seconds) => duration.observe({ pass }, seconds),
  }
}
