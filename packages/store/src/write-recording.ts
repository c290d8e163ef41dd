import { type RecordingEvent, TapedeckError } from '@tapedeck/contracts'
import {
  type CycleId,
  eventContextOf,
  isDriven,
  isFinal,
  maxCommandsPerRecording,
  type Recording,
  type RecordingCommand,
  type RecordingFile,
} from '@tapedeck/domain'
import { indexMember, keys, runScript } from '@tapedeck/redis'
import { contextFields, maxLogEntries } from './event-log-entry.ts'
import { cycleField } from './open-cycles.ts'
import { encodeEntry, entriesOfWrite } from './retention-entries.ts'
import { storagesOfEndedRecording, storagesOfRetained } from './storage-users.ts'
import type { Lease } from './store.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type { StoredRecording } from './stored-recording.ts'
import { memberOfStream } from './stream-member.ts'

/** Bound of a recording's own event stream. */
const maxEventsPerRecording = 10_000
/** A recording tells of so many degradations, then of no more. */
const maxDegradationsPerRecording = maxEventsPerRecording
/** Each lost race means that somebody else's write went through. */
const maxRaces = 100

type IndexedFacts = {
  id: string
  format: string
  startedAtMs: string
  storedAtMs: string
  /** It is of its stream, not of a job. */
  isDriven: boolean
}

/** The argument of the script write-recording.lua.ts. '' stands for absent. */
type RecordingWrite = {
  id: string
  expectedRevision: string
  revision: string
  generation: string
  owner: string
  writeId: string
  record: string
  state: string
  isFinal: '1' | ''
  member: string
  retentionMs: number
  event: string
  notifyUrl: string
  context: string
  maxEvents: number
  maxLog: number
  newsChannel: string
  logChannel: string
  controlChannel: string
  /** Commands that this write carries, as JSON. */
  commands: string[]
  maxCommands: number
  fileId: string
  file: string
  /** Field of the open cycle that this write ends. */
  endedCycle: string
  /** Id of an event that is told once. */
  degradation: string
  maxDegradations: number
  /** Objects that are to be removed one day. */
  retention: { id: string; entry: string; dueAtMs: string; storages: string }[]
  /** As an encoded name. */
  stream: string
  /** What of the file the index of files needs. */
  indexed: IndexedFacts | ''
  /** Registered storages that the recording names no more, as it ends. */
  storages: string
}

/** What one write consists of. */
export type WriteRequest = {
  stored: StoredRecording
  next: Recording
  lease: Lease | null
  event: RecordingEvent | null
  file?: RecordingFile
  /** The cycle that became the file. */
  endedCycle?: CycleId
  /** The commands that made the change. */
  commands?: RecordingCommand[]
  tellsOwner?: boolean
}

export type WriteOutcome = 'written' | 'missing' | 'stale' | 'raced'

/** Member of the indexes for a recording. */
export const memberOf = (recording: Recording): string =>
  indexMember(recording.createdAtMs, recording.id)

const indexedOf = (recording: Recording, file: RecordingFile, nowMs: number): IndexedFacts => ({
  id: file.id,
  format: file.format,
  startedAtMs: String(file.startedAtMs),
  storedAtMs: String(nowMs),
  isDriven: isDriven(recording),
})

const writeOf = (context: StoreContext, request: WriteRequest): RecordingWrite => {
  const { stored, next, lease, event, file, endedCycle } = request
  const hasEnded = isFinal(next.state) && !isFinal(stored.recording.state)
  return {
    id: next.id,
    expectedRevision: String(stored.recording.revision),
    revision: String(next.revision),
    generation: lease === null ? '' : String(lease.generation),
    owner: lease?.ownerId ?? '',
    writeId: newNonce(context),
    record: JSON.stringify(next),
    state: next.state,
    isFinal: isFinal(next.state) ? '1' : '',
    member: memberOf(next),
    retentionMs: context.retentionMs,
    event: event === null ? '' : JSON.stringify(event),
    ...contextFields(eventContextOf(next)),
    maxEvents: maxEventsPerRecording,
    maxLog: maxLogEntries,
    newsChannel: keys.news(next.id),
    logChannel: keys.eventLogNews,
    controlChannel: request.tellsOwner === true ? keys.control : '',
    commands: (request.commands ?? []).map((command) => JSON.stringify(command)),
    maxCommands: maxCommandsPerRecording,
    fileId: file?.id ?? '',
    file: file === undefined ? '' : JSON.stringify(file),
    endedCycle: endedCycle === undefined ? '' : cycleField(endedCycle),
    degradation: event?.type === 'recording.degraded' ? event.id : '',
    maxDegradations: maxDegradationsPerRecording,
    retention: entriesOfWrite(stored.recording, next, file, context.clock()).map((entry) => ({
      id: entry.id,
      entry: encodeEntry(entry),
      dueAtMs: String(entry.dueAtMs),
      storages: storagesOfRetained(entry.id, entry.storage),
    })),
    stream: memberOfStream(next.stream),
    indexed: file === undefined ? '' : indexedOf(next, file, context.clock()),
    storages: hasEnded ? storagesOfEndedRecording(next.id) : '',
  }
}

/** Writes one change atomically: record, indexes, event, file. */
export const writeRecording = async (
  context: StoreContext,
  request: WriteRequest,
): Promise<WriteOutcome> => {
  const { stored, next } = request
  const outcome = await runScript(
    context.redis,
    'tapedeckWriteRecording',
    [
      keys.recording(next.id),
      keys.files(next.id),
      keys.fileOrder(next.id),
      keys.events(next.id),
      keys.eventLog,
      keys.recordingsInState(stored.recording.state),
      keys.recordingsInState(next.state),
      keys.unfinishedRecordings,
      keys.expiringRecordings,
      stored.idempotencyKey,
      keys.generations(next.id),
      keys.degradations(next.id),
      keys.openCycles(next.id),
      keys.recordingsWithOpenCycles,
      keys.thumbnails(next.id),
      keys.retention,
      keys.retentionDue,
      keys.commands(next.id),
      keys.thumbnailBlocks(next.id),
    ],
    [JSON.stringify(writeOf(context, request))],
  )
  return outcome as WriteOutcome
}

/**
 * Runs a read-change-write until it does not lose a race.
 * @throws TapedeckError RECORD_STALE after a hundred lost races
 */
export const untilNotRaced = async <T>(attempt: () => Promise<T | 'raced'>): Promise<T> => {
  for (let race = 0; race < maxRaces; race++) {
    const result = await attempt()
    if (result !== 'raced') return result
  }
  throw new TapedeckError('RECORD_STALE')
}
