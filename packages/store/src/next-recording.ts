import {
  type Gap,
  isFinal,
  maxGapsPerRecording,
  type Recording,
  type RecordingState,
} from '@tapedeck/domain'
import type { Lease, RecordingPatch } from './store.ts'

export type RecordingChange = {
  state: RecordingState
  patch: RecordingPatch
  lease: Lease | null
  nowMs: number
}

/**
 * True for the gap that was told last. Its writer tells it again when the answer to the first try was lost; no two gaps
 * are the same, because media lies between them.
 */
const isToldAlready = ({ gaps }: Recording, gap: Gap): boolean => {
  const last = gaps.at(-1)
  return (
    last?.startedAtMs === gap.startedAtMs &&
    last.endedAtMs === gap.endedAtMs &&
    last.cause === gap.cause
  )
}

const withPatch = (recording: Recording, { gap, ...fields }: RecordingPatch): Recording => ({
  ...recording,
  ...fields,
  ...(gap === undefined || isToldAlready(recording, gap)
    ? {}
    : {
        gaps: [...recording.gaps, gap].slice(-maxGapsPerRecording),
        gapCount: recording.gapCount + 1,
      }),
})

/**
 * The record after a change. Every entry into `interrupted` counts as an interruption, the one after a pause included:
 * the number tells one resumption, and one pause, from the next.
 */
export const nextRecording = (recording: Recording, change: RecordingChange): Recording => {
  const { state, lease, nowMs } = change
  const isInterruption = state === 'interrupted' && recording.state !== 'interrupted'
  const ends = isFinal(state) && !isFinal(recording.state)
  return {
    ...withPatch(recording, change.patch),
    state,
    revision: recording.revision + 1,
    generation: lease?.generation ?? recording.generation,
    interruptions: recording.interruptions + (isInterruption ? 1 : 0),
    endedAtMs: ends ? nowMs : recording.endedAtMs,
  }
}
