import type { LiveStream, PublicationSkip, SkipReason } from '@tapedeck/domain'
import { currentRecordings, hasRetry, withoutRetries } from './stream-record.ts'

/** Sentences for people. */
const skipDetails: Record<SkipReason, string> = {
  no_domain: 'The domain of the stream is not known.',
  no_rule: 'No rule matches the stream.',
  manual: 'The stream is recorded by command only.',
  window_over: "The rule's window is over.",
  stopped: 'A command stopped the recording.',
  declined: 'The on-demand callback declined.',
  no_format_left: "The formats of the on-demand callback's answer are none of the template's.",
  callback_missing: 'Neither the rule nor the domain has an on-demand callback.',
  callback_failed: 'The on-demand callback could not be asked.',
  template_gone: "The rule's template does not exist.",
  storage_refused: 'The storage that the template names is not configured.',
}

export const skipOf = (
  reason: SkipReason,
  nowMs: number,
  detail = skipDetails[reason],
): PublicationSkip => ({ reason, detail, atMs: nowMs })

/** A published stream that is not recorded. */
export const unrecorded = (stream: LiveStream, skip: PublicationSkip): LiveStream => ({
  ...stream,
  phase: 'unrecorded',
  skip,
})

/** The phase in which a stream is left when nothing is recorded of it any more. */
export const atRest = (stream: LiveStream, skip: PublicationSkip): LiveStream => {
  if (stream.publication !== null) return unrecorded(withoutRetries(stream), skip)
  const { endings: _endings, ...rest } = stream
  return { ...rest, phase: 'offline', inForce: null, answer: null, skip: null, failures: 0 }
}

/** Leaves a phase in which something is recorded when nothing is. */
export const restWhenNothingIsLeft = (stream: LiveStream, skip: PublicationSkip): LiveStream => {
  const { phase } = stream
  if (phase !== 'recording' && phase !== 'paused' && phase !== 'stopped' && phase !== 'merging')
    return stream
  if (currentRecordings(stream).length > 0) return stream
  const waits = stream.publication !== null && phase !== 'stopped' && hasRetry(stream)
  return waits ? stream : atRest(stream, skip)
}
