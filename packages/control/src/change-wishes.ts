import {
  type DrivenRecording,
  isFinal,
  type LiveStream,
  type RecordingCause,
  type RenditionEnding,
} from '@tapedeck/domain'
import { begin } from './begin-recordings.ts'
import { hasRetry, isCurrent, type Moment, withoutRetries } from './stream-record.ts'

type Wish = DrivenRecording['wish']

/** The record with another wish for its current recordings. A wish that stands already keeps its time. */
export const wishCurrent = (
  stream: LiveStream,
  wish: Wish,
  nowMs: number,
  which: (recording: DrivenRecording) => boolean = () => true,
): LiveStream => ({
  ...stream,
  recordings: stream.recordings.map((recording) =>
    isCurrent(recording) && recording.wish !== wish && which(recording)
      ? { ...recording, wish, wishedAtMs: nowMs }
      : recording,
  ),
})

/** Ends recordings of one cause, or all; what would be begun anew is not. */
export const endCurrent = (
  stream: LiveStream,
  nowMs: number,
  cause: RecordingCause | null = null,
): LiveStream => {
  const ended = wishCurrent(
    stream,
    'end',
    nowMs,
    (recording) => cause === null || recording.cause === cause,
  )
  return cause === 'command' ? ended : withoutRetries(ended)
}

/** Lets a recording go that ended: its entry stays until it is final. */
export const letGo = (
  stream: LiveStream,
  { recordingId }: DrivenRecording,
  { nowMs, seen }: Moment,
): LiveStream => {
  const recording = seen.get(recordingId)
  const isOver = recording === undefined || isFinal(recording.state)
  const ended = wishCurrent(stream, 'end', nowMs, (other) => other.recordingId === recordingId)
  if (!isOver) return ended
  return {
    ...ended,
    recordings: ended.recordings.filter((other) => other.recordingId !== recordingId),
  }
}

export const endingOf = ({ endings }: LiveStream, rendition: string | null): RenditionEnding =>
  (endings ?? []).find((ending) => ending.rendition === rendition) ?? {
    rendition,
    count: 0,
    retryAtMs: null,
  }

export const withEnding = (stream: LiveStream, ending: RenditionEnding): LiveStream => ({
  ...stream,
  endings: [
    ...(stream.endings ?? []).filter(({ rendition }) => rendition !== ending.rendition),
    ending,
  ],
})

/** Has a rendition begun as soon as the stream goes on. */
export const beginWhenGoingOn = (
  stream: LiveStream,
  rendition: string | null,
  nowMs: number,
): LiveStream => withEnding(stream, { ...endingOf(stream, rendition), retryAtMs: nowMs })

/** Begins anew what ended by itself and is due; everything that waits for it with `isForced`. */
export const retryDue = (stream: LiveStream, moment: Moment, isForced = false): LiveStream => {
  const { inForce, endings = [] } = stream
  if (inForce === null || !hasRetry(stream)) return stream
  const isDue = ({ retryAtMs }: RenditionEnding) =>
    retryAtMs !== null && (isForced || retryAtMs <= moment.nowMs)
  const renditions = endings.filter(isDue).map(({ rendition }) => rendition)
  if (renditions.length === 0) return stream
  const begun = begin(stream, { cause: 'rule', inForce, renditions }, moment)
  return {
    ...begun,
    endings: endings.map((ending) => (isDue(ending) ? { ...ending, retryAtMs: null } : ending)),
  }
}

/** Lets what is held or waits run; what waits to be begun anew is begun, while there is a stream. */
export const goOn = (stream: LiveStream, moment: Moment): LiveStream => {
  const going = wishCurrent(stream, 'run', moment.nowMs)
  return stream.publication === null ? going : retryDue(going, moment, true)
}
