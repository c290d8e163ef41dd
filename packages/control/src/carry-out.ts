import { buildStreamSkipped, isTapedeckError } from '@tapedeck/contracts'
import {
  type DrivenRecording,
  emptyEventContext,
  isFinal,
  type LiveStream,
  type SkipReason,
  type StoredDomain,
} from '@tapedeck/domain'
import { desiredChange } from './desired-change.ts'
import { isRefusal, isUnreadable, namedStorages, recordingOf } from './make-recording.ts'
import type { ControlPorts } from './ports.ts'
import { type DeedResult, type Note, refusedBecause, unreadableHere } from './refused-recording.ts'
import type { SeenRecordings } from './stream-record.ts'

type MadeOrFound = Awaited<ReturnType<ControlPorts['recordings']['create']>>

const nothing: DeedResult = { hasActed: false, note: null }

/** Reasons that a user does not expect: they are told by stream.skipped. */
export const toldReasons: readonly SkipReason[] = [
  'no_format_left',
  'callback_missing',
  'callback_failed',
  'template_gone',
  'storage_refused',
]

const create = async (
  ports: ControlPorts,
  stream: LiveStream,
  driven: DrivenRecording,
  domain: StoredDomain | null,
): Promise<DeedResult> => {
  const { recordingId } = driven
  if (domain === null) return { hasActed: true, note: refusedBecause(driven, 'no_domain') }
  let made: MadeOrFound
  try {
    await ports.knowStorages(namedStorages(driven.inForce.template))
    const recording = recordingOf(ports, stream, driven, domain)
    const request = { fingerprint: `stream:${recordingId}`, idempotencyKey: null }
    made = await ports.recordings.create(recording, request)
  } catch (error) {
    if (!isTapedeckError(error)) throw error
    if (isUnreadable(error)) return unreadableHere(stream, driven, error.detail, ports.clock())
    if (!isRefusal(error)) throw error
    return { hasActed: true, note: refusedBecause(driven, 'storage_refused', error.detail) }
  }
  if (made.outcome === 'conflict') {
    ports.log.warn({ recordingId }, 'the id of a recording is taken by another')
    return { hasActed: true, note: refusedBecause(driven, 'stopped') }
  }
  // made by another who wished otherwise, after it was looked for here
  const change = desiredChange(stream, driven, made.recording)
  if (change !== null) await ports.recordings.setDesired(recordingId, change)
  if (made.outcome === 'created') {
    const { cause } = driven
    ports.onMade?.({ cause, isAnew: cause === 'rule' && stream.failures > 0 })
  }
  if (driven.wish === 'end') await ports.recordings.cancelUntaken(recordingId)
  else if (!isFinal(made.recording.state)) await ports.wake(recordingId)
  return { hasActed: true, note: null }
}

const carryOutOne = async (
  ports: ControlPorts,
  stream: LiveStream,
  driven: DrivenRecording,
  seen: SeenRecordings,
  domain: StoredDomain | null,
): Promise<DeedResult> => {
  const recording = seen.get(driven.recordingId)
  if (recording === undefined)
    return driven.isMade === true ? nothing : await create(ports, stream, driven, domain)
  const change = desiredChange(stream, driven, recording)
  if (change !== null) await ports.recordings.setDesired(driven.recordingId, change)
  const isUntaken = driven.wish === 'end' && recording.state === 'accepted'
  if (isUntaken) await ports.recordings.cancelUntaken(driven.recordingId)
  return { hasActed: change !== null || isUntaken, note: null }
}

const ask = async (ports: ControlPorts, stream: LiveStream): Promise<DeedResult> => {
  const { phase, answer, publication } = stream
  if (phase !== 'asking' || answer?.state !== 'pending' || publication === null) return nothing
  await ports.ask(stream.stream, publication.id)
  return nothing
}

const tell = async (ports: ControlPorts, stream: LiveStream): Promise<DeedResult> => {
  const { skip, publication, inForce } = stream
  if (skip === null || skip.isTold === true || !toldReasons.includes(skip.reason)) return nothing
  const { reason, detail, atMs } = skip
  const ruleId = inForce?.ruleId ?? skip.ruleId ?? null
  const publicationId = publication?.id ?? null
  const domain = await ports.domains.get(stream.stream.domain)
  const event = buildStreamSkipped(stream.stream, { reason, detail, ruleId, publicationId }, atMs)
  const template = inForce?.template
  await ports.tell(event, {
    ...emptyEventContext,
    templateId: inForce?.templateId ?? null,
    tags: template?.tags ?? [],
    notifyUrl: template?.notifyUrl ?? domain?.notifyUrl ?? null,
    notifyDialect: template?.notifyUrl ? template.notifyDialect : 'standard',
  })
  const isSame = (now: LiveStream): boolean =>
    now.skip?.reason === reason && now.publication?.id === publication?.id
  return {
    hasActed: false,
    note: (now) =>
      now.skip !== null && isSame(now) ? { ...now, skip: { ...now.skip, isTold: true } } : now,
  }
}

/** Reads the domain once, and only when a recording is to be made. */
const domainFor = async (
  { domains }: ControlPorts,
  { stream, recordings }: LiveStream,
  seen: SeenRecordings,
): Promise<StoredDomain | null> => {
  const isMissing = ({ recordingId, isMade }: DrivenRecording): boolean =>
    isMade !== true && !seen.has(recordingId)
  return recordings.some(isMissing) ? await domains.get(stream.domain) : null
}

/**
 * Makes recordings what the stream's record wishes. Done twice, or by two processes at once, it comes to the same. What
 * fails is logged and left to the next `drive`: the wish stands.
 */
export const carryOut = async (
  ports: ControlPorts,
  stream: LiveStream,
  seen: SeenRecordings,
): Promise<{ hasActed: boolean; notes: Note[] }> => {
  const domain = await domainFor(ports, stream, seen)
  const deeds = [
    ...stream.recordings.map((driven) => carryOutOne(ports, stream, driven, seen, domain)),
    ask(ports, stream),
    tell(ports, stream),
  ]
  const done: DeedResult[] = []
  for (const deed of await Promise.allSettled(deeds))
    if (deed.status === 'fulfilled') done.push(deed.value)
    else
      ports.log.warn(
        { err: deed.reason, stream: stream.stream },
        'a wish could not be carried out; it is tried again',
      )
  return {
    hasActed: done.some(({ hasActed }) => hasActed),
    notes: done.map(({ note }) => note).filter((note) => note !== null),
  }
}
