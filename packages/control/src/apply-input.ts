import { TapedeckError } from '@tapedeck/contracts'
import {
  type LiveStream,
  type PublicationSkip,
  type StreamDeed,
  type StreamInput,
  situationOf,
  streamTransition,
} from '@tapedeck/domain'
import { type Beginning, begin } from './begin-recordings.ts'
import { endCurrent, goOn, retryDue, wishCurrent } from './change-wishes.ts'
import { atRest, restWhenNothingIsLeft, skipOf } from './stream-phase.ts'
import { currentRecordings, type Moment } from './stream-record.ts'

/** What an input brings along. */
export type InputFacts = {
  /** Why the stream is not recorded, where the input leads there. */
  skip?: PublicationSkip
  /** What is begun, where the input has something begun. */
  beginning?: Beginning
  /** What is done for `plan`, `endPart` and `beginAnew`, which need to know more than the table. */
  special?: (stream: LiveStream) => LiveStream
}

/** Every split is one more than its record was last seen to have, or than was wished before. */
const split = (stream: LiveStream, { seen }: Moment): LiveStream => ({
  ...stream,
  recordings: stream.recordings.map((recording) => {
    if (recording.wish !== 'run') return recording
    const asked = seen.get(recording.recordingId)?.desired.splits ?? 0
    return { ...recording, splits: Math.max(asked, recording.splits ?? 0) + 1 }
  }),
})

/** What waits to be begun anew is kept: the same publication may be told of again. */
const breakOff = (stream: LiveStream, { nowMs }: Moment): LiveStream => ({
  ...endCurrent(stream, nowMs, 'command'),
  publication: null,
  unpublishedAtMs: nowMs,
  failures: 0,
})

/** What takes the place of the current recordings: the same anew, unless the input says otherwise. */
const successorOf = (stream: LiveStream, facts: InputFacts): Beginning | null => {
  if (facts.beginning !== undefined) return facts.beginning
  const [current] = currentRecordings(stream)
  if (current !== undefined) return { cause: current.cause, inForce: current.inForce }
  return stream.inForce && { cause: 'rule', inForce: stream.inForce }
}

const successor = (
  stream: LiveStream,
  former: LiveStream,
  facts: InputFacts,
  moment: Moment,
): LiveStream => {
  const beginning = successorOf(stream, facts)
  return beginning === null ? former : begin(former, beginning, moment)
}

const replaced = (stream: LiveStream, nowMs: number): LiveStream => {
  const { endings: _endings, ...rest } = stream
  return wishCurrent(rest, 'replaced', nowMs)
}

const carry = (
  deed: StreamDeed,
  stream: LiveStream,
  facts: InputFacts,
  moment: Moment,
): LiveStream => {
  const { nowMs } = moment
  switch (deed) {
    case 'plan':
    case 'endPart':
    case 'beginAnew':
      return facts.special?.(stream) ?? stream
    case 'begin':
    case 'endAndBegin':
      return successor(stream, endCurrent(stream, nowMs), facts, moment)
    case 'replace':
      return successor(stream, replaced(stream, nowMs), facts, moment)
    case 'goOn':
      return goOn(stream, moment)
    case 'pause':
      return wishCurrent(stream, 'pause', nowMs)
    case 'hold':
      return wishCurrent(stream, 'stop', nowMs)
    case 'end':
      return endCurrent(stream, nowMs)
    case 'endRuled':
      return endCurrent(stream, nowMs, 'rule')
    case 'split':
      return split(stream, moment)
    case 'wait':
      return breakOff(stream, moment)
    case 'retry':
      return retryDue(stream, moment)
    case 'skip':
      return stream
  }
}

/**
 * The record after an input, as the table of packages/domain says.
 * @throws TapedeckError what the table refuses
 */
export const applyInput = (
  stream: LiveStream,
  input: StreamInput,
  moment: Moment,
  facts: InputFacts = {},
): LiveStream => {
  const outcome = streamTransition(situationOf(stream.phase, stream.publication !== null), input)
  if (outcome === 'stay') return stream
  if (typeof outcome === 'string') throw new TapedeckError(outcome)
  const skip = facts.skip ?? skipOf('stopped', moment.nowMs)
  const done = carry(outcome.deed, stream, facts, moment)
  if (outcome.to === 'rest') return atRest(done, skip)
  if (outcome.to === 'same') return restWhenNothingIsLeft(done, skip)
  const moved = { ...done, phase: outcome.to, skip: outcome.to === 'unrecorded' ? skip : null }
  return restWhenNothingIsLeft(moved, skip)
}
