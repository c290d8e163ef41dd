import { type IngestKind, ingestKinds } from '@tapedeck/domain'
import type { Metrics } from '@tapedeck/telemetry'

/**
 * published, unpublished, other: taken. invalid: not understood. no_domain: of no domain. denied: without its secret.
 * failed: Tapedeck could not take it. late: it was answered before it was taken.
 */
export const ingestResults = [
  'published',
  'unpublished',
  'other',
  'invalid',
  'no_domain',
  'denied',
  'failed',
  'late',
] as const
export type IngestResult = (typeof ingestResults)[number]

/** Counts a notification. */
export type CountNotification = (kind: IngestKind, result: IngestResult) => void

/** Registers the figures of notifications. */
export const createIngestMetrics = (metrics: Metrics): CountNotification => {
  const notifications = metrics.counter({
    name: 'tapedeck_ingest_notifications_total',
    help: 'Notifications of media servers, by what became of them',
    labelNames: ['kind', 'result'],
    knownValues: { kind: ingestKinds, result: ingestResults },
  })
  return (kind, result) => notifications.inc({ kind, result })
}
