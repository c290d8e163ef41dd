import type { DrivenRecording, LiveStream, PublicationSkip, SkipReason } from '@tapedeck/domain'
import { letGo, wishCurrent } from './change-wishes.ts'
import { restWhenNothingIsLeft, skipOf } from './stream-phase.ts'
import { isCurrent, type Moment } from './stream-record.ts'

/** What a deed brings back into the record. */
export type Note = (stream: LiveStream, moment: Moment) => LiveStream
/** hasActed: something was done that a writer of the record may have overtaken. */
export type DeedResult = { hasActed: boolean; note: Note | null }

/**
 * How long a recording that is to end, and cannot be made and canceled here, stays in the record, in milliseconds: a slow
 * process that can make it may be about to.
 */
export const unmadeMs = 60_000

const refusal = (
  { rendition }: DrivenRecording,
  reason: SkipReason,
  nowMs: number,
  detail?: string,
): PublicationSkip => {
  const what = rendition === null ? '' : `Rendition ${rendition}: `
  return skipOf(reason, nowMs, detail === undefined ? detail : `${what}${detail}`)
}

/** A note about a recording, as long as it is wished and nobody has made it. */
const whileUnmade =
  (
    { recordingId }: DrivenRecording,
    note: (stream: LiveStream, refused: DrivenRecording, moment: Moment) => LiveStream,
  ): Note =>
  (stream, moment) => {
    const refused = stream.recordings.find((other) => other.recordingId === recordingId)
    if (refused === undefined || moment.seen.has(recordingId)) return stream
    return note(stream, refused, moment)
  }

/** A recording that cannot be made, by whomever: it is let go. */
export const refusedBecause = (
  driven: DrivenRecording,
  reason: SkipReason,
  detail?: string,
): Note =>
  whileUnmade(driven, (stream, refused, moment) => {
    const skip = refusal(driven, reason, moment.nowMs, detail)
    const left = restWhenNothingIsLeft(letGo(stream, refused, moment), skip)
    return left.publication === null ? left : { ...left, skip }
  })

const isTold = ({ skip }: LiveStream): boolean => skip?.reason === 'storage_refused'

/**
 * A recording that this process cannot make, for it cannot read a secret. Another one may have the right master key: the wish
 * stands while the stream is there, and is tried by everybody who looks at the stream. It is told all the same.
 */
export const unreadableHere = (
  stream: LiveStream,
  driven: DrivenRecording,
  detail: string,
  nowMs: number,
): DeedResult => {
  if (!isCurrent(driven)) {
    const isLong = driven.wish === 'end' && Math.abs(nowMs - driven.wishedAtMs) >= unmadeMs
    return { hasActed: false, note: isLong ? whileUnmade(driven, letGo) : null }
  }
  // the same again changes nothing, and has nobody look again at once
  if (stream.publication !== null && isTold(stream)) return { hasActed: false, note: null }
  const note = whileUnmade(driven, (now, refused, moment) => {
    const skip = refusal(refused, 'storage_refused', moment.nowMs, detail)
    if (now.publication !== null) return isTold(now) ? now : { ...now, skip }
    // there is nothing of it that could wait for the stream
    const isRefused = (other: DrivenRecording) => other.recordingId === refused.recordingId
    return restWhenNothingIsLeft(wishCurrent(now, 'end', moment.nowMs, isRefused), skip)
  })
  return { hasActed: false, note }
}
