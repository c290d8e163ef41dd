import type { Recording } from './recording.ts'
import type { EventContext } from './webhook-endpoint.ts'

/** What the events of a recording carry beside them. */
export const eventContextOf = (
  recording: Pick<
    Recording,
    'templateId' | 'tags' | 'notifyUrl' | 'notifyDialect' | 'origin' | 'traceparent'
  >,
): EventContext => ({
  templateId: recording.templateId,
  tags: recording.tags ?? [],
  notifyUrl: recording.notifyUrl,
  notifyDialect: recording.notifyDialect ?? 'standard',
  pushArgs: recording.origin?.kind === 'stream' ? recording.origin.pushArgs : {},
  ...(recording.traceparent === undefined ? {} : { traceparent: recording.traceparent }),
})
