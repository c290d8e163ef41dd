import { type LiveStream, windowDueAtMs } from '@tapedeck/domain'
import { currentRecordings, delayMsOf, hasRetry } from './stream-record.ts'

/** How long a recording is given to end by itself after its merge window, before the stream is looked at. */
const mergeSlackMs = 1000
/** How soon a recording that is being replaced is looked at; from then on it is due all the time. */
const replacementLookMs = 250

const heldTimes = (stream: LiveStream, nowMs: number): number[] => {
  const { publication, unpublishedAtMs } = stream
  return currentRecordings(stream).flatMap((recording) => {
    const { wish, wishedAtMs } = recording
    if (wish === 'stop') return [wishedAtMs + delayMsOf(recording)]
    if (publication !== null || unpublishedAtMs === null) return []
    const endMs = unpublishedAtMs + delayMsOf(recording)
    if (wish === 'pause') return [endMs]
    // a recorder that takes longer is left to the sweep
    return endMs + mergeSlackMs > nowMs ? [endMs + mergeSlackMs] : []
  })
}

const windowTimes = (stream: LiveStream, nowMs: number): (number | null)[] => {
  const { phase, inForce } = stream
  const ruled = currentRecordings(stream).find(({ cause }) => cause === 'rule')
  if (ruled !== undefined) return [windowDueAtMs(ruled.inForce.rule.window, nowMs)]
  const binds = phase === 'asking' || phase === 'scheduled' || hasRetry(stream)
  return binds && inForce !== null ? [windowDueAtMs(inForce.rule.window, nowMs)] : []
}

const retryTimes = ({ publication, phase, endings }: LiveStream): (number | null)[] =>
  publication !== null && phase === 'recording'
    ? (endings ?? []).map(({ retryAtMs }) => retryAtMs)
    : []

/** When a stream must be looked at though nothing is told of it, Unix milliseconds; null for never. */
export const dueAtMsOf = (stream: LiveStream, nowMs: number): number | null => {
  const replacements = stream.recordings
    .filter(({ wish }) => wish === 'replaced')
    .map(({ wishedAtMs }) => wishedAtMs + replacementLookMs)
  const times = [
    ...heldTimes(stream, nowMs),
    ...windowTimes(stream, nowMs),
    ...retryTimes(stream),
    ...replacements,
  ].filter((atMs) => atMs !== null)
  return times.length === 0 ? null : Math.min(...times)
}
