import { TapedeckError } from '@tapedeck/contracts'
import {
  applyOnDemandAnswer,
  type LiveStream,
  type OnDemandAnswer,
  outputStorages,
  type Publication,
  type RecordingTemplate,
  type RuleInForce,
  type StreamCommand,
  type StreamName,
  situationOf,
  streamTransition,
} from '@tapedeck/domain'
import { applyInput } from './apply-input.ts'
import { type ChangeOptions, changeStream, type StreamChange } from './change-stream.ts'
import { endCurrent } from './change-wishes.ts'
import { followPlan, planNow } from './follow-rule.ts'
import { namedStorages } from './make-recording.ts'
import type { ControlPorts } from './ports.ts'
import { findRule, goingOnWith, type RuleFound, ruleForCommand } from './rule-in-force.ts'
import type { StreamControl } from './stream-control.ts'
import { skipOf, unrecorded } from './stream-phase.ts'
import { currentRecordings, type Moment } from './stream-record.ts'

/** A record is made where there is none. */
const making: ChangeOptions = { whenUnknown: 'make' }
const leaving: ChangeOptions = { whenUnknown: 'leave' }

const follow = (
  before: LiveStream,
  publication: Publication,
  found: RuleFound,
  moment: Moment,
): LiveStream => {
  const { endings, ...rest } = before
  const stream = { ...rest, publication, unpublishedAtMs: null, failures: 0, skip: null }
  const { inForce } = found
  if (inForce === null) {
    const skip = skipOf(found.reason, moment.nowMs)
    const ended = endCurrent({ ...stream, inForce: null, answer: null }, moment.nowMs)
    return unrecorded(ended, found.ruleId === null ? skip : { ...skip, ruleId: found.ruleId })
  }
  const waiting = goingOnWith(stream, inForce)
  const plan = planNow(inForce, moment.nowMs, waiting !== null)
  if (waiting !== null && plan === 'record') {
    // told of again, a publication goes on with its pauses: what ends at once is not begun each time
    const isToldAgain = before.recordings.some(
      ({ publicationId }) => publicationId === publication.id,
    )
    const kept = isToldAgain && endings !== undefined ? { ...stream, endings } : stream
    return followPlan({ ...kept, inForce: waiting }, waiting, plan, moment)
  }
  const ended = endCurrent({ ...stream, inForce, answer: null }, moment.nowMs)
  return followPlan(ended, inForce, plan, moment)
}

const publishing =
  (ports: ControlPorts, publication: Publication): StreamChange =>
  async (stream, moment) => {
    if (stream.publication?.id === publication.id) return stream
    const found = await findRule(ports, stream.stream)
    const broken = stream.publication === null ? stream : applyInput(stream, 'unpublished', moment)
    return applyInput(broken, 'published', moment, {
      special: (before) => follow(before, publication, found, moment),
    })
  }

const answering =
  (publicationId: string, given: OnDemandAnswer | null): StreamChange =>
  (stream, moment) => {
    const { phase, publication, answer, inForce } = stream
    const isWaited = phase === 'asking' && answer?.state === 'pending'
    if (!isWaited || publication?.id !== publicationId || inForce === null) return stream
    const state = given === null ? 'failed' : 'given'
    const told: LiveStream = { ...stream, answer: { publicationId, state, answer: given } }
    const { nowMs } = moment
    if (given === null && inForce.rule.onDemand?.onFailure !== 'record')
      return applyInput(told, 'answerFailed', moment, { skip: skipOf('callback_failed', nowMs) })
    if (given?.needRecord === false)
      return applyInput(told, 'answerNo', moment, { skip: skipOf('declined', nowMs) })
    const template =
      given === null ? inForce.template : applyOnDemandAnswer(inForce.template, given)
    if (template === null)
      return applyInput(told, 'answerNo', moment, { skip: skipOf('no_format_left', nowMs) })
    const answered = { ...inForce, template }
    return applyInput({ ...told, inForce: answered }, 'answerYes', moment, {
      beginning: { cause: 'rule', inForce: answered },
    })
  }

/** Throws STORAGE_NOT_CONFIGURED, SECRET_UNREADABLE for a template that cannot be stored: whoever asked is told at once. */
const assertStorable = async (
  { storage, knowStorages }: ControlPorts,
  template: RecordingTemplate,
): Promise<void> => {
  await knowStorages(namedStorages(template))
  storage(template.storage)
  for (const { target } of outputStorages(template)) storage(target)
}

const commanding =
  (ports: ControlPorts, command: StreamCommand): StreamChange =>
  async (stream, moment) => {
    const situation = situationOf(stream.phase, stream.publication !== null)
    const outcome = streamTransition(situation, command)
    const begins = typeof outcome === 'object' && outcome.deed === 'begin'
    if (!begins) return applyInput(stream, command, moment)
    const inForce = await ruleForCommand(ports, stream)
    await assertStorable(ports, inForce.template)
    return applyInput({ ...stream, inForce }, command, moment, {
      beginning: { cause: 'command', inForce },
    })
  }

/** A stream that is recorded by request alone is under no rule. */
const requested = (
  stream: StreamName,
  template: RecordingTemplate,
  templateId: string | null,
): RuleInForce => ({
  ruleId: null,
  rule: {
    pattern: { domain: stream.domain, app: stream.app, stream: stream.stream },
    mode: 'manual',
    templateId,
    template: templateId === null ? template : null,
    window: { startMs: null, endMs: null },
    delaySeconds: null,
    onDemand: null,
    isEnabled: true,
  },
  template,
  templateId,
})

const recordOne = async (
  ports: ControlPorts,
  stream: StreamName,
  inForce: RuleInForce,
): Promise<string> => {
  const begun: { recordingId?: string } = {}
  await changeStream(
    ports,
    stream,
    async (before, moment) => {
      const after = applyInput(before, 'recordNow', moment, {
        beginning: { cause: 'command', inForce },
      })
      await assertStorable(ports, inForce.template)
      if ((await ports.domains.get(stream.domain)) === null)
        throw new TapedeckError('DOMAIN_NOT_FOUND')
      const current = currentRecordings(after)
      const own = current.find(({ rendition }) => rendition === null) ?? current[0]
      if (own !== undefined) begun.recordingId = own.recordingId
      return after
    },
    leaving,
  )
  if (begun.recordingId === undefined) throw new TapedeckError('STREAM_NOT_LIVE')
  return begun.recordingId
}

/** Builds the control of streams. It keeps nothing: any number of processes may have one. */
export const createStreamControl = (ports: ControlPorts): StreamControl => ({
  async publish(stream, publication) {
    const live = await changeStream(ports, stream, publishing(ports, publication), making)
    if (live === null) throw new TapedeckError('SERVICE_BUG')
    return live
  },
  async unpublish(stream, publicationId) {
    const change: StreamChange = (live, moment) => {
      const runs = live.publication !== null
      const isMeant = publicationId === null || live.publication?.id === publicationId
      return runs && isMeant ? applyInput(live, 'unpublished', moment) : live
    }
    await changeStream(ports, stream, change, leaving)
  },
  async answer(stream, publicationId, answer) {
    await changeStream(ports, stream, answering(publicationId, answer), leaving)
  },
  async command(stream, command) {
    const live = await changeStream(ports, stream, commanding(ports, command), leaving)
    if (live === null) throw new TapedeckError('STREAM_NOT_LIVE')
    return live
  },
  async recordNow(streams, { template, templateId }) {
    return await Promise.all(
      streams.map(async (stream) => {
        try {
          const inForce = requested(stream, template, templateId)
          return { stream, recordingId: await recordOne(ports, stream, inForce), error: null }
        } catch (error) {
          return { stream, recordingId: null, error }
        }
      }),
    )
  },
  async drive(stream) {
    await changeStream(ports, stream, (live) => live, leaving)
  },
})
