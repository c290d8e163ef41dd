import { buildEvent } from '@tapedeck/contracts'
import { isFinal, transition } from '@tapedeck/domain'
import { eventOfTransition } from './event-of-transition.ts'
import { nextRecording } from './next-recording.ts'
import type { TransitionRequest, TransitionResult } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { isStale, readRecording } from './stored-recording.ts'
import { untilNotRaced, writeRecording } from './write-recording.ts'

const tryTransition = async (
  context: StoreContext,
  request: TransitionRequest,
): Promise<TransitionResult | 'raced'> => {
  const { recordingId, input, lease, patch } = request
  const stored = await readRecording(context, recordingId)
  if (stored === null) return { outcome: 'missing' }
  const { recording } = stored
  if (lease !== null && isStale(stored, lease)) return { outcome: 'stale', recording }
  const to = transition(recording.state, input)
  if (to === 'refuse') return { outcome: 'refused', recording }
  const stays = to === 'stay'
  // What is final stays as it was told.
  if (stays && (patch === undefined || isFinal(recording.state)))
    return { outcome: 'stayed', recording, event: null }
  const nowMs = context.clock()
  const state = stays ? recording.state : to
  const next = nextRecording(recording, { state, patch: patch ?? {}, lease, nowMs })
  const kind = stays ? null : eventOfTransition(recording.state, state)
  const event = kind === null ? null : buildEvent(kind, next, nowMs)
  const outcome = await writeRecording(context, { stored, next, lease, event })
  if (outcome === 'written') return { outcome: stays ? 'stayed' : 'moved', recording: next, event }
  if (outcome === 'stale') return { outcome, recording }
  return outcome === 'missing' ? { outcome } : outcome
}

/** See RecordingStore.transition. */
export const transitionRecording = (
  context: StoreContext,
  request: TransitionRequest,
): Promise<TransitionResult> => untilNotRaced(() => tryTransition(context, request))
