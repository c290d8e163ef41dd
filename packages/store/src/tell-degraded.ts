import { buildEvent } from '@tapedeck/contracts'
import { type Degradation, withDegradation } from '@tapedeck/domain'
import type { StoreContext } from './store-context.ts'
import { readRecording } from './stored-recording.ts'
import { untilNotRaced, writeRecording } from './write-recording.ts'

/** See RecordingStore.tellDegraded. */
export const tellDegraded = (
  context: StoreContext,
  recordingId: string,
  degradation: Degradation,
): Promise<boolean> =>
  untilNotRaced(async () => {
    const stored = await readRecording(context, recordingId)
    if (stored === null) return false
    const nowMs = context.clock()
    const { revision } = stored.recording
    const next = {
      ...withDegradation(stored.recording, degradation, nowMs),
      revision: revision + 1,
    }
    const event = buildEvent('recording.degraded', next, nowMs, null, degradation)
    const outcome = await writeRecording(context, { stored, next, lease: null, event })
    return outcome === 'raced' ? outcome : outcome === 'written'
  })
