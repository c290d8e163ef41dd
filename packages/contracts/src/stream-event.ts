import { createHash } from 'node:crypto'
import type { SkipReason, StreamName } from '@tapedeck/domain'
import type { StreamSkippedEvent } from './event-schema.ts'

/** Why a stream is not recorded, and in which publication. */
export type StreamSkip = {
  reason: SkipReason
  /** One sentence for people, without URLs and secrets. */
  detail: string
  ruleId: string | null
  publicationId: string | null
}

/**
 * Builds the event that tells that a stream is not recorded. The same stream, publication and reason have the same id, so
 * that processes that race tell it once.
 * @param occurredAtMs Unix milliseconds
 */
export const buildStreamSkipped = (
  { domain, app, stream }: StreamName,
  { reason, detail, ruleId, publicationId }: StreamSkip,
  occurredAtMs: number,
): StreamSkippedEvent => {
  const facts = JSON.stringify([domain, app, stream, publicationId, reason])
  const digest = createHash('sha256').update(`stream.skipped\n${facts}`).digest('hex')
  return {
    id: `evt_${digest.slice(0, 32)}`,
    type: 'stream.skipped',
    occurredAt: new Date(occurredAtMs).toISOString(),
    recordingId: null,
    generation: 0,
    data: { stream: { domain, app, stream }, reason, detail, ruleId, publicationId },
  }
}
