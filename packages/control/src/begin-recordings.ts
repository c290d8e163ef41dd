import { TapedeckError } from '@tapedeck/contracts'
import {
  type DrivenRecording,
  drivenRecordingId,
  isFinal,
  type LiveStream,
  maxDrivenRecordings,
  type RecordingCause,
  type RuleInForce,
  renditionsOf,
} from '@tapedeck/domain'
import type { Moment } from './stream-record.ts'

/** True when nothing is left to be done for a recording that is to be ended: its recorder knows, or ends it already. */
const isCaredFor = ({ recordingId, wish }: DrivenRecording, { seen }: Moment): boolean => {
  const recording = seen.get(recordingId)
  if (wish !== 'end' || recording === undefined) return false
  const { state, desired } = recording
  if (state === 'accepted') return false
  // one that ended by itself was never told to stop; while its storage is away it is finalizing for hours
  return state === 'finalizing' || isFinal(state) || desired.stop !== null
}

/** Lets go of the oldest recordings that need nothing more, so that there is room for `wanted` others. */
const withRoom = (stream: LiveStream, wanted: number, moment: Moment): DrivenRecording[] => {
  let surplus = stream.recordings.length + wanted - maxDrivenRecordings
  const kept = stream.recordings.filter((recording) => {
    if (surplus <= 0 || !isCaredFor(recording, moment)) return true
    surplus -= 1
    return false
  })
  if (surplus > 0)
    throw new TapedeckError('SERVICE_BUSY', {
      detail: 'Too many recordings of the stream are still being ended.',
    })
  return kept
}

export type Beginning = {
  cause: RecordingCause
  inForce: RuleInForce
  /** Null for the stream as it is, and names of renditions; absent for all that the template has. */
  renditions?: (string | null)[]
}

/**
 * The record with recordings begun: they stand in it before they are made.
 * @throws TapedeckError SERVICE_BUSY when too many others are still being ended
 */
export const begin = (stream: LiveStream, beginning: Beginning, moment: Moment): LiveStream => {
  const { cause, inForce } = beginning
  const { nowMs } = moment
  const renditions = beginning.renditions ?? renditionsOf(inForce.template)
  const begun = renditions.map(
    (rendition, index): DrivenRecording => ({
      recordingId: drivenRecordingId(stream.stream, stream.begun + index, rendition, nowMs),
      cause,
      publicationId: stream.publication?.id ?? '',
      inForce,
      rendition,
      createdAtMs: nowMs,
      wish: 'run',
      wishedAtMs: nowMs,
    }),
  )
  return {
    ...stream,
    recordings: [...withRoom(stream, begun.length, moment), ...begun],
    begun: stream.begun + begun.length,
  }
}
