import type { RecordingEvent } from '@tapedeck/contracts'

type Span = { startedAt: string; endedAt: string | null }

/** Events that say nothing of the state. */
const besides: readonly RecordingEvent['type'][] = ['file.created', 'recording.degraded']

/**
 * The spans that begin with one kind of event and end with the next one that tells of another state.
 * @param events of one recording, the oldest first
 */
export const toldSpans = (
  events: readonly Pick<RecordingEvent, 'type' | 'occurredAt'>[],
  begins: 'recording.interrupted' | 'recording.paused',
): Span[] => {
  const spans: Span[] = []
  for (const { type, occurredAt } of events) {
    const last = spans.at(-1)
    const isOpen = last?.endedAt === null
    if (type === begins && !isOpen) spans.push({ startedAt: occurredAt, endedAt: null })
    if (isOpen && type !== begins && !besides.includes(type)) last.endedAt = occurredAt
  }
  return spans
}
