import {
  begunAnewDelayMs,
  type DrivenRecording,
  endingsAfter,
  isFinal,
  type LiveStream,
  type Recording,
  type RecordingWindow,
  renditionsOf,
  windowStateAt,
} from '@tapedeck/domain'
import { applyInput } from './apply-input.ts'
import { begin } from './begin-recordings.ts'
import { beginWhenGoingOn, endingOf, letGo, withEnding } from './change-wishes.ts'
import { followPlan, planNow } from './follow-rule.ts'
import { restWhenNothingIsLeft, skipOf } from './stream-phase.ts'
import {
  currentRecordings,
  hasRetry,
  isCurrent,
  isDelayOver,
  type Moment,
} from './stream-record.ts'

/** The longest that a recording goes on beside the one that replaces it, in milliseconds. */
export const replacementMs = 10_000

const isOver = (recording: Recording | undefined): boolean =>
  recording === undefined || recording.state === 'finalizing' || isFinal(recording.state)

/** Notes which recordings are there, and lets go of those that were to end and are gone. */
const noteSeen = (stream: LiveStream, { seen }: Moment): LiveStream => {
  const isGone = ({ recordingId, wish, isMade }: DrivenRecording): boolean => {
    const recording = seen.get(recordingId)
    if (wish !== 'end' && wish !== 'replaced') return false
    return recording === undefined ? isMade === true : isFinal(recording.state)
  }
  const recordings = stream.recordings
    .filter((recording) => !isGone(recording))
    .map((recording) =>
      seen.has(recording.recordingId) ? { ...recording, isMade: true as const } : recording,
    )
  return { ...stream, recordings }
}

/** Ends what was replaced as soon as its successor has its first fragment, has ended, or takes too long. */
const endReplaced = (stream: LiveStream, { nowMs, seen }: Moment): LiveStream => {
  const isDue = ({ rendition, wishedAtMs }: DrivenRecording): boolean => {
    const next = stream.recordings.find(
      (other) => isCurrent(other) && other.rendition === rendition,
    )
    const successor = next && seen.get(next.recordingId)
    if (next === undefined || (successor !== undefined && successor.startedAtMs !== null))
      return true
    if (next.isMade === true && isOver(successor)) return true
    return Math.abs(nowMs - wishedAtMs) >= replacementMs
  }
  return {
    ...stream,
    recordings: stream.recordings.map((recording) =>
      recording.wish === 'replaced' && isDue(recording)
        ? { ...recording, wish: 'end', wishedAtMs: nowMs }
        : recording,
    ),
  }
}

/** Nobody asked for this end: it is counted, and the next one begun after a pause. */
const planRetry = (
  stream: LiveStream,
  ended: DrivenRecording,
  recording: Recording | undefined,
  { nowMs }: Moment,
): LiveStream => {
  const { rendition } = ended
  const startedAtMs = recording?.startedAtMs ?? null
  const endedAtMs = recording?.endedAtMs ?? nowMs
  const count = endingsAfter(endingOf(stream, rendition).count, { startedAtMs, endedAtMs })
  const retryAtMs = nowMs + begunAnewDelayMs(count)
  return withEnding({ ...stream, failures: stream.failures + 1 }, { rendition, count, retryAtMs })
}

/** A recording that is to run and ended because it was held for too long lost a race: the wish came too late for it. */
const wasHeldTooLong = ({ wish }: DrivenRecording, recording: Recording | undefined): boolean => {
  if (wish !== 'run' || recording === undefined || recording.desired.stop !== null) return false
  const limitMs = recording.desired.pause?.stopAfterMs ?? null
  return recording.reason === 'stopped' || limitMs !== null
}

const endedByItself = (stream: LiveStream, ended: DrivenRecording, moment: Moment): LiveStream => {
  const recording = moment.seen.get(ended.recordingId)
  const skip = skipOf('manual', moment.nowMs, 'The recording that a command began has ended.')
  const { cause, inForce, rendition } = ended
  return applyInput(stream, 'recordingEnded', moment, {
    skip: stream.phase === 'stopped' ? skipOf('stopped', moment.nowMs) : skip,
    special: (before) => {
      const left = letGo(before, ended, moment)
      if (before.publication === null) return left
      if (before.phase === 'stopped')
        return cause === 'rule' ? beginWhenGoingOn(left, rendition, moment.nowMs) : left
      if (wasHeldTooLong(ended, recording))
        return begin(left, { cause, inForce, renditions: [rendition] }, moment)
      return cause === 'rule' ? planRetry(left, ended, recording, moment) : left
    },
  })
}

/** A storage that was refused is not told any more once everything is recorded, by a process that knows it. */
const forgetRefusal = (stream: LiveStream): LiveStream => {
  if (stream.skip?.reason !== 'storage_refused') return stream
  const current = currentRecordings(stream)
  const wanted = current[0] && renditionsOf(current[0].inForce.template)
  const isRecorded = (name: string | null): boolean =>
    current.some(({ rendition, isMade }) => rendition === name && isMade === true)
  return wanted?.every(isRecorded) === true ? { ...stream, skip: null } : stream
}

/** What became of the current recordings without a word from here. */
const noticeEnds = (stream: LiveStream, moment: Moment): LiveStream => {
  let next = stream
  for (const ended of currentRecordings(stream)) {
    if (!next.recordings.some((one) => isCurrent(one) && one.recordingId === ended.recordingId))
      continue
    const recording = moment.seen.get(ended.recordingId)
    if (recording === undefined && ended.isMade !== true) continue
    const isStopped = recording !== undefined && recording.desired.stop !== null
    if (!isStopped && !isOver(recording)) continue
    if (!isStopped) next = endedByItself(next, ended, moment)
    else if (ended.rendition === null) next = applyInput(next, 'recordingStopped', moment)
    else next = restWhenNothingIsLeft(letGo(next, ended, moment), skipOf('stopped', moment.nowMs))
  }
  return next
}

/** The window that binds a stream now: that of the rule by which it is recorded, or is going to be. */
const bindingWindow = (stream: LiveStream): RecordingWindow | null => {
  const { phase, inForce } = stream
  const ruled = currentRecordings(stream).find(({ cause }) => cause === 'rule')
  if (ruled !== undefined) return ruled.inForce.rule.window
  const waits = phase === 'asking' || phase === 'scheduled' || hasRetry(stream)
  return waits && inForce !== null ? inForce.rule.window : null
}

/** The clock may have been set back: a window that was over may be open again. */
const waitsForWindow = ({ phase, skip }: LiveStream): boolean =>
  phase === 'scheduled' || (phase === 'unrecorded' && skip?.reason === 'window_over')

const openWindow = (stream: LiveStream, moment: Moment): LiveStream => {
  const { inForce } = stream
  if (inForce === null || !waitsForWindow(stream)) return stream
  if (windowStateAt(inForce.rule.window, moment.nowMs) !== 'open') return stream
  return applyInput(stream, 'windowOpened', moment, {
    special: (before) => followPlan(before, inForce, planNow(inForce, moment.nowMs, false), moment),
  })
}

const closeWindow = (stream: LiveStream, moment: Moment): LiveStream => {
  const window = bindingWindow(stream)
  if (window === null || windowStateAt(window, moment.nowMs) !== 'over') return stream
  return applyInput(stream, 'windowClosed', moment, { skip: skipOf('window_over', moment.nowMs) })
}

const endDelay = (stream: LiveStream, moment: Moment): LiveStream =>
  currentRecordings(stream).some((recording) => isDelayOver(stream, recording, moment.nowMs))
    ? applyInput(stream, 'delayOver', moment)
    : stream

const steps: ((stream: LiveStream, moment: Moment) => LiveStream)[] = [
  noteSeen,
  forgetRefusal,
  closeWindow,
  endDelay,
  noticeEnds,
  endReplaced,
  openWindow,
  (stream, moment) => applyInput(stream, 'retryDue', moment),
]

/** The record in step with what happened since it was written: to its recordings, and on the clock. */
export const settle = (stream: LiveStream, moment: Moment): LiveStream =>
  steps.reduce((before, step) => step(before, moment), stream)
