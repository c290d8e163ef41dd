import { type RecordingState, recordingStates } from '@tapedeck/domain'
import type { Metrics } from '@tapedeck/telemetry'
import { type ReconcileSummary, reconcileOutcomes } from './reconcile.ts'

type RecordingCounts = Record<RecordingState, number>

/** The figures of the reconciler. */
export type ReconcilerMetrics = {
  /** Counts one pass and shows the recordings by state as they are after it. */
  passed(summary: ReconcileSummary, seconds: number, counts: RecordingCounts): void
  /** Counts a pass that did not come about. */
  failed(): void
}

/** What a pass does to recordings; the others are only seen. */
const actions = reconcileOutcomes.filter(
  (outcome) => outcome === 'requeued' || outcome === 'canceled' || outcome === 'lost',
)

/** Registers the figures. */
export const createReconcilerMetrics = (metrics: Metrics): ReconcilerMetrics => {
  const recordings = metrics.gauge({
    name: 'tapedeck_recordings',
    help: 'Recordings by state at the end of the last pass',
    labelNames: ['state'],
  })
  const acted = metrics.counter({
    name: 'tapedeck_reconciled_recordings_total',
    help: 'Recordings that nobody drove, by what was done about them',
    labelNames: ['action'],
    knownValues: { action: actions },
  })
  const failures = metrics.counter({
    name: 'tapedeck_reconcile_failures_total',
    help: 'Recordings and whole passes that could not be reconciled',
  })
  const duration = metrics.histogram({
    name: 'tapedeck_reconcile_duration_seconds',
    help: 'Time of one pass over all unfinished recordings',
    buckets: [0.01, 0.1, 0.5, 1, 5, 15, 60],
  })
  return {
    passed: (summary, seconds, counts) => {
      for (const state of recordingStates) recordings.set({ state }, counts[state])
      for (const action of actions) acted.inc({ action }, summary[action])
      failures.inc(summary.failures)
      duration.observe(seconds)
    },
    failed: () => failures.inc(),
  }
}
