import { type IngestKind, ingestKinds } from '@tapedeck/domain'
import type { Metrics } from '@tapedeck/telemetry'

/** What a poll set right. */
export const pollCorrections = ['published', 'replaced', 'unpublished'] as const
export type PollCorrection = (typeof pollCorrections)[number]

/** The figures of the polls of ingest sources. */
export type IngestPollMetrics = {
  polled(kind: IngestKind, result: 'ok' | 'failed'): void
  corrected(kind: IngestKind, correction: PollCorrection): void
}

/** Registers the figures. */
export const createIngestPollMetrics = (metrics: Metrics): IngestPollMetrics => {
  const polls = metrics.counter({
    name: 'tapedeck_ingest_polls_total',
    help: 'Questions to media servers which streams are published',
    labelNames: ['kind', 'result'],
    knownValues: { kind: ingestKinds, result: ['ok', 'failed'] },
  })
  const corrections = metrics.counter({
    name: 'tapedeck_ingest_poll_corrections_total',
    help: 'Streams of which no notification told, or a wrong one, set right by a poll',
    labelNames: ['kind', 'correction'],
    knownValues: { kind: ingestKinds, correction: pollCorrections },
  })
  return {
    polled: (kind, result) => polls.inc({ kind, result }),
    corrected: (kind, correction) => corrections.inc({ kind, correction }),
  }
}
