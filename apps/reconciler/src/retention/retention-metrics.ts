import type { Metrics } from '@tapedeck/telemetry'

/** The figures of retention. */
export type RetentionMetrics = {
  removedFile(objects: number): void
  removedRecording(): void
  /** An object that was overwritten by another file since was left alone. */
  kept(): void
  /** Something that could not be removed and is tried again later. */
  failed(): void
}

/**
 * Registers the figures.
 * @param waiting asked on every scrape; while it fails the number is shown as unknown (NaN)
 */
export const createRetentionMetrics = (
  metrics: Metrics,
  waiting: () => Promise<number>,
): RetentionMetrics => {
  metrics.gauge({
    name: 'tapedeck_retention_entries',
    help: 'Files and recordings that are to be removed when their time is over',
    async collect() {
      this.set(await waiting().catch(() => Number.NaN))
    },
  })
  const removed = metrics.counter({
    name: 'tapedeck_retention_removed_total',
    help: 'What was removed because its time was over',
    labelNames: ['what'],
    knownValues: { what: ['file', 'object', 'recording'] },
  })
  const kept = metrics.counter({
    name: 'tapedeck_retention_kept_total',
    help: 'Objects that were due but had been overwritten by another file',
  })
  const failures = metrics.counter({
    name: 'tapedeck_retention_failures_total',
    help: 'What could not be removed and is tried again later',
  })
  return {
    removedFile: (objects) => {
      removed.inc({ what: 'file' })
      removed.inc({ what: 'object' }, objects)
    },
    removedRecording: () => removed.inc({ what: 'recording' }),
    kept: () => kept.inc(),
    failed: () => failures.inc(),
  }
}
