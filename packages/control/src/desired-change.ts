import {
  type DesiredPause,
  type DrivenRecording,
  isFinal,
  type LiveStream,
  type Recording,
} from '@tapedeck/domain'
import { delayMsOf } from './stream-record.ts'

/** What a recording's record is to be told; see `setDesired` of ControlPorts. */
export type DesiredChange = {
  stop?: 'graceful'
  splitsAtLeast?: number
  pause?: DesiredPause | null
}

/** The pause that a stream's record wishes for a recording; null when it is to run. */
export const wishedPause = (
  { publication, unpublishedAtMs }: LiveStream,
  recording: DrivenRecording,
): DesiredPause | null => {
  const { wish, wishedAtMs } = recording
  if (wish === 'stop') return { sinceMs: wishedAtMs, stopAfterMs: delayMsOf(recording) }
  if (wish !== 'pause') return null
  if (publication !== null || unpublishedAtMs === null)
    return { sinceMs: wishedAtMs, stopAfterMs: null }
  return { sinceMs: unpublishedAtMs, stopAfterMs: delayMsOf(recording) }
}

/** A pause for ever is the same whenever it began. */
const isSamePause = (a: DesiredPause | null, b: DesiredPause | null): boolean => {
  if (a === null || b === null) return a === b
  return a.stopAfterMs === b.stopAfterMs && (a.stopAfterMs === null || a.sinceMs === b.sinceMs)
}

/** What must be changed so that a recording is as the stream's record wishes; null when nothing must. */
export const desiredChange = (
  stream: LiveStream,
  driven: DrivenRecording,
  { state, desired }: Pick<Recording, 'state' | 'desired'>,
): DesiredChange | null => {
  if (state === 'finalizing' || isFinal(state) || desired.stop !== null) return null
  if (driven.wish === 'end') return { stop: 'graceful' }
  const change: DesiredChange = {}
  if ((driven.splits ?? 0) > desired.splits) change.splitsAtLeast = driven.splits ?? 0
  const pause = wishedPause(stream, driven)
  if (driven.wish !== 'replaced' && !isSamePause(pause, desired.pause ?? null)) change.pause = pause
  return Object.keys(change).length === 0 ? null : change
}
