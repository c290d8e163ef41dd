import {
  type LiveStream,
  type PublicationPlan,
  planOf,
  type RuleInForce,
  renditionsOf,
  windowStateAt,
} from '@tapedeck/domain'
import { begin } from './begin-recordings.ts'
import { beginWhenGoingOn, endCurrent, endingOf, wishCurrent } from './change-wishes.ts'
import { skipOf, unrecorded } from './stream-phase.ts'
import { currentRecordings, type Moment } from './stream-record.ts'

/** What a rule says of a stream now. */
export const planNow = ({ rule }: RuleInForce, nowMs: number, goesOn: boolean): PublicationPlan =>
  planOf(rule.mode, windowStateAt(rule.window, nowMs), {
    hasCallback: rule.onDemand !== null,
    goesOn,
  })

/** What the rule wants and nobody records, nor waits to begin anew: it ended while the rest waited for the stream. */
const absentRenditions = (stream: LiveStream, { template }: RuleInForce): (string | null)[] => {
  const current = currentRecordings(stream)
  return renditionsOf(template).filter(
    (wanted) =>
      !current.some(({ rendition }) => rendition === wanted) &&
      endingOf(stream, wanted).retryAtMs === null,
  )
}

const record = (stream: LiveStream, inForce: RuleInForce, moment: Moment): LiveStream => {
  const { nowMs } = moment
  const renditions = absentRenditions(stream, inForce)
  if (currentRecordings(stream).some(({ wish }) => wish === 'pause')) {
    const held = renditions.reduce(
      (before, rendition) => beginWhenGoingOn(before, rendition, nowMs),
      wishCurrent(stream, 'pause', nowMs),
    )
    return { ...held, phase: 'paused', skip: null }
  }
  const going = wishCurrent(stream, 'run', nowMs)
  const begun = begin(going, { cause: 'rule', inForce, renditions }, moment)
  return { ...begun, phase: 'recording', skip: null }
}

/**
 * A published stream as the rule in force has it. A recording that waits for the stream goes on when the plan is to
 * record; otherwise it is ended.
 */
export const followPlan = (
  stream: LiveStream,
  inForce: RuleInForce,
  plan: PublicationPlan,
  moment: Moment,
): LiveStream => {
  if (plan === 'record') return record(stream, inForce, moment)
  const { nowMs } = moment
  const ended = endCurrent(stream, nowMs)
  if (plan === 'schedule') return { ...ended, phase: 'scheduled', skip: null }
  if (plan !== 'ask') return unrecorded(ended, skipOf(plan, nowMs))
  const publicationId = stream.publication?.id ?? ''
  const answer = { publicationId, state: 'pending', answer: null } as const
  return { ...ended, phase: 'asking', skip: null, answer }
}
