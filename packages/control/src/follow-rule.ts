import {
  type LiveStream,
  type PublicationPlan,
  planOf,
  type RuleInForce,
  windowStateAt,
} from '@tapedeck/domain'
import { begin } from './begin-recordings.ts'
import { endCurrent, goOn, wishCurrent } from './change-wishes.ts'
import { skipOf, unrecorded } from './stream-phase.ts'
import { currentRecordings, type Moment } from './stream-record.ts'

/** What a rule says of a stream now. */
export const planNow = ({ rule }: RuleInForce, nowMs: number, goesOn: boolean): PublicationPlan =>
  planOf(rule.mode, windowStateAt(rule.window, nowMs), {
    hasCallback: rule.onDemand !== null,
    goesOn,
  })

const record = (stream: LiveStream, inForce: RuleInForce, moment: Moment): LiveStream => {
  const current = currentRecordings(stream)
  if (current.length === 0)
    return { ...begin(stream, { cause: 'rule', inForce }, moment), phase: 'recording', skip: null }
  if (current.some(({ wish }) => wish === 'pause'))
    return { ...wishCurrent(stream, 'pause', moment.nowMs), phase: 'paused', skip: null }
  return { ...goOn(stream, moment), phase: 'recording', skip: null }
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
