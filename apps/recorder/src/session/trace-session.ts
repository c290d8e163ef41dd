import type { Recording } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import { traced } from '@tapedeck/telemetry'
import type { SessionEnd } from './session-deps.ts'

/** A session as a span, in the trace of the request that made the recording; the job that woke the recorder is linked. */
export const traceSession = (
  { id, traceparent }: Pick<Recording, 'id' | 'traceparent'>,
  { generation }: Pick<Lease, 'generation'>,
  run: () => Promise<SessionEnd>,
): Promise<SessionEnd> => {
  const attributes = { 'tapedeck.recording.id': id, 'tapedeck.generation': generation }
  return traced(
    'recording session',
    { kind: 'consumer', parent: traceparent, attributes },
    async (span) => {
      const end = await run()
      span.set({ 'tapedeck.session.end': end })
      return end
    },
  )
}
