import { isTapedeckError, toTapedeckError } from '@tapedeck/contracts'
import type { RecordingReason } from '@tapedeck/domain'
import type { ProbeOutcome, PullExit } from '@tapedeck/ffmpeg'
import type { PullResult } from './fragment-receiver.ts'

/** Why there is nothing to record, as the record will say it when the waiting is over. */
export type WaitFailure = { reason: RecordingReason; detail: string }

/** True for the ways in which a server says that nobody publishes the stream, which is how every stream ends. */
export const isAbsence = (kind: ProbeOutcome['kind'] | PullExit['kind']): boolean =>
  kind === 'waiting' || kind === 'not_found' || kind === 'ended'

/** What a try of the presence probe means for the user; null when it says nothing new. */
export const failureOfPresence = ({ kind, detail }: ProbeOutcome): WaitFailure | null => {
  switch (kind) {
    case 'live':
    case 'aborted':
      return null
    case 'waiting':
    case 'not_found':
    case 'unreachable':
      return { reason: 'no_stream', detail }
    case 'closed':
    case 'refused':
      return { reason: 'source_refused', detail }
    case 'silent':
      return { reason: 'source_silent', detail }
    case 'empty':
    case 'invalid':
      return { reason: 'source_invalid', detail }
  }
}

const noKeyframe: WaitFailure = {
  reason: 'source_invalid',
  detail: 'The stream announces video, but sends no keyframe',
}

/** What a pull that brought no usable fragment means for the user. */
export const failureOfPull = (result: PullResult): WaitFailure => {
  if (result.error !== null)
    return { reason: 'source_invalid', detail: 'The stream cannot be read as media' }
  // a codec that no format can hold ends the recording with its own reason; else the picture was missing
  if (result.isRefused) return noKeyframe
  if (result.watchdog !== null && result.receivedBytes > 0 && !result.sawKeyframe) return noKeyframe
  switch (result.exit.kind) {
    case 'invalid':
      return { reason: 'source_invalid', detail: result.exit.detail }
    case 'refused':
      return { reason: 'source_refused', detail: result.exit.detail }
    case 'spawn_failed':
      return { reason: 'internal', detail: result.exit.detail }
    case 'ended':
    case 'not_found':
    case 'unreachable':
    case 'timed_out':
    case 'stopped':
    case 'killed':
      return result.watchdog === null
        ? { reason: 'no_stream', detail: result.exit.detail }
        : { reason: 'source_silent', detail: 'The stream was announced but sent no media' }
  }
}

/** True when another generation owns the recording. */
export const isLeaseLost = (error: unknown): boolean =>
  isTapedeckError(error) && error.code === 'LEASE_LOST'

const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EROFS'].includes((error as NodeJS.ErrnoException | null)?.code ?? '')

/** What an error that ended the flow means for the user. */
export const failureOfError = (error: unknown): WaitFailure => {
  if (isDiskFull(error)) return { reason: 'spool_full', detail: 'The spool has no room' }
  const known = toTapedeckError(error)
  if (known.facts.blame === 'destination') return { reason: 'storage_failed', detail: known.detail }
  if (known.facts.blame === 'source') return { reason: 'source_invalid', detail: known.detail }
  return { reason: 'internal', detail: known.facts.title }
}

/** A failure as the record keeps it. */
export const asPatch = ({ reason, detail }: WaitFailure) => ({ reason, reasonDetail: detail })
