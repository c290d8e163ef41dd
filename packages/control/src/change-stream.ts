import { TapedeckError } from '@tapedeck/contracts'
import type { LiveStream, StreamName } from '@tapedeck/domain'
import { carryOut } from './carry-out.ts'
import { dueAtMsOf } from './due-time.ts'
import type { ControlPorts } from './ports.ts'
import { settle } from './settle.ts'
import { type Moment, newLiveStream, type SeenRecordings, saysTheSame } from './stream-record.ts'

/** Somebody wins every race: so many others would have to be faster. */
const maxRaces = 100
/** How often a wish is carried out anew because the record changed meanwhile. */
const maxRounds = 20

/** A change of a stream's record; decided anew when somebody else wrote meanwhile. */
export type StreamChange = (stream: LiveStream, moment: Moment) => Promise<LiveStream> | LiveStream

export type ChangeOptions = {
  /** What happens to a stream that nothing is known of: a record is made, or the change has none to work on. */
  whenUnknown: 'make' | 'leave'
}

type Written = { stream: LiveStream; seen: SeenRecordings }

const see = async (
  { recordings }: ControlPorts,
  stream: LiveStream | null,
): Promise<SeenRecordings> => {
  const driven = stream?.recordings ?? []
  const found = await Promise.all(driven.map(({ recordingId }) => recordings.get(recordingId)))
  return new Map(found.filter((one) => one !== null).map((one) => [one.id, one]))
}

const logNews = ({ log }: ControlPorts, before: LiveStream, after: LiveStream): void => {
  const { stream, phase, skip, failures } = after
  if (failures > before.failures)
    log.warn({ stream, failures }, 'a recording ended by itself while its stream was published')
  if (skip !== null && skip.reason !== before.skip?.reason)
    log.info({ stream, reason: skip.reason }, 'a published stream is not recorded')
  if (phase !== before.phase)
    log.info({ stream, from: before.phase, to: phase }, 'the phase of a stream has changed')
}

/** Reads, decides and writes until nobody else wrote in between. */
const write = async (
  ports: ControlPorts,
  name: StreamName,
  change: StreamChange,
  { whenUnknown }: ChangeOptions,
): Promise<Written | null> => {
  for (let race = 0; race < maxRaces; race++) {
    const current = await ports.streams.get(name)
    if (current === null && whenUnknown === 'leave') return null
    const seen = await see(ports, current)
    const nowMs = ports.clock()
    const moment = { nowMs, seen }
    const before = current ?? newLiveStream(name, nowMs)
    const changed = await change(settle(before, moment), moment)
    const next = { ...changed, dueAtMs: dueAtMsOf(changed, nowMs) }
    if (saysTheSame(before, next)) return { stream: before, seen }
    const expected = current?.revision ?? null
    const stream = { ...next, revision: (expected ?? 0) + 1, updatedAtMs: nowMs }
    if ((await ports.streams.write(stream, expected)) === 'raced') continue
    logNews(ports, before, stream)
    // Again: a deed of a former wish may have come in between, by somebody who saw this write not yet.
    return { stream, seen: await see(ports, current) }
  }
  throw new TapedeckError('RECORD_STALE', {
    detail: 'Too many others changed the stream at the same time.',
  })
}

/** Makes the recordings what the record wishes, until nobody changes it meanwhile. */
const carryOutAll = async (ports: ControlPorts, first: Written): Promise<LiveStream> => {
  let written = first
  for (let round = 0; round < maxRounds; round++) {
    const { hasActed, notes } = await carryOut(ports, written.stream, written.seen)
    if (!hasActed && notes.length === 0) break
    const { stream } = written
    if (notes.length === 0) {
      const now = await ports.streams.get(stream.stream)
      if (now === null || now.revision === stream.revision) break
    }
    const noted: StreamChange = (live, moment) =>
      notes.reduce((before, note) => note(before, moment), live)
    const next = await write(ports, stream.stream, noted, { whenUnknown: 'leave' })
    if (next === null) break
    written = next
  }
  return written.stream
}

/**
 * Changes a stream's record and carries out what it wishes then. The recordings are compared with the record once more after
 * every deed: a slow process may have done what is no longer wished, and the one that wrote last has the last word. Once
 * the wish is written it stands: what cannot be carried out now is done by the next `drive`.
 * @returns the record, null when nothing is known of the stream
 */
export const changeStream = async (
  ports: ControlPorts,
  name: StreamName,
  change: StreamChange,
  options: ChangeOptions,
): Promise<LiveStream | null> => {
  const written = await write(ports, name, change, options)
  if (written === null) return null
  try {
    return await carryOutAll(ports, written)
  } catch (err) {
    ports.log.warn({ err, stream: name }, 'a wish could not be carried out; it is tried again')
    return written.stream
  }
}
