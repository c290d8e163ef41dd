import type { RecordingEvent } from '@tapedeck/contracts'
import type {
  CommandGiver,
  Degradation,
  DesiredControl,
  EventKind,
  Gap,
  RecorderState,
  Recording,
  RecordingCommand,
  RecordingFile,
  RecordingInput,
  RecordingProgress,
  RecordingReason,
  RecordingState,
  RecordingTemplate,
  StorageTarget,
  StoredTemplate,
  StreamName,
  TrackFacts,
} from '@tapedeck/domain'
import type {
  AccessKeyStore,
  ApiKeyStore,
  RequestGuardStore,
  StorageRegistry,
} from './access-stores.ts'
import type { DialectNoteStore } from './dialect-note-store.ts'
import type { FileIndexStore } from './file-index-store.ts'
import type {
  GenerationStore,
  HandoverStore,
  Lease,
  LeaseStore,
  OpenCycleStore,
} from './ownership.ts'
import type { StartClaimStore } from './start-claims.ts'
import type {
  DomainStore,
  RetentionStore,
  RuleStore,
  SourceStore,
  StreamStore,
  ThumbnailStore,
} from './stream-stores.ts'
import type { DeliveryStore, EndpointStore, EventLogStore, RelayStore } from './webhook-stores.ts'

export type * from './access-stores.ts'
export type * from './dialect-note-store.ts'
export type * from './file-index-store.ts'
export type * from './ownership.ts'
export type * from './stream-stores.ts'
export type * from './webhook-stores.ts'

/** One page of a listing; `nextCursor` is opaque, null at the end. */
export type Page<T> = { items: T[]; nextCursor: string | null }

/** Writes throw STORAGE_NOT_CONFIGURED when the template names a storage that is not registered. */
export type TemplateStore = {
  create(template: RecordingTemplate): Promise<StoredTemplate>
  get(id: string): Promise<StoredTemplate | null>
  /** Newest first. */
  list(page: { cursor: string | null; limit: number }): Promise<Page<StoredTemplate>>
  replace(id: string, template: RecordingTemplate): Promise<StoredTemplate | null>
  /** The same by what is there already. @param change called again when somebody else wrote meanwhile */
  change(
    id: string,
    change: (known: StoredTemplate) => RecordingTemplate,
  ): Promise<StoredTemplate | null>
  /** in_use: a rule names it. */
  remove(id: string): Promise<'removed' | 'missing' | 'in_use'>
}

export type RecordingFilter = {
  states: RecordingState[] | null
  /** Part of the name, any case. */
  name: string | null
  /** The parts of the stream's name that are asked for; absent for any stream. */
  stream?: Partial<StreamName>
  createdAfterMs: number | null
  createdBeforeMs: number | null
}

/** Fields that a transition may set besides the state. */
export type RecordingPatch = Partial<{
  reason: RecordingReason | null
  reasonDetail: string | null
  startedAtMs: number
  tracks: TrackFacts[]
  gap: Gap
}>

export type TransitionRequest = {
  recordingId: string
  input: RecordingInput
  /** The lease under which it is written; null for the API and the reconciler, who write without one. */
  lease: Lease | null
  patch?: RecordingPatch
}

/**
 * moved: written, with its event. stayed: legal, nothing to write (a patch is still written).
 * refused: the table forbids it. stale: another generation owns the recording. missing: no such recording.
 */
export type TransitionResult =
  | { outcome: 'moved' | 'stayed'; recording: Recording; event: RecordingEvent | null }
  | { outcome: 'refused' | 'stale'; recording: Recording }
  | { outcome: 'missing' }

export type RecordingStore = {
  /**
   * Creates the record, its index entries and its key for idempotency in one step.
   * existing: the same id or idempotency key with the same fingerprint; conflict: with another one.
   * A recording that may render the same keys as another one that runs, or that ended less than 5 s ago, is stored, and
   * given back, with its id behind the patterns concerned (docs/decisions/0018-keys-of-recordings-apart.md).
   * @throws TapedeckError STORAGE_NOT_CONFIGURED when it is new and names a storage that is not registered
   */
  create(
    recording: Recording,
    request: {
      fingerprint: string
      idempotencyKey: string | null
      /** Names the bucket or directory of a target, however that is told; without it targets are compared by their words. */
      placeOf?: (target: StorageTarget) => string
    },
  ): Promise<{ outcome: 'created' | 'existing' | 'conflict'; recording: Recording }>
  /** What `create` would find already there for a request; null when it would create. Writes nothing. */
  find(request: {
    id: string | null
    fingerprint: string
    idempotencyKey: string | null
  }): Promise<{ outcome: 'existing' | 'conflict'; recording: Recording } | null>
  get(id: string): Promise<Recording | null>
  /** Newest first. */
  list(
    filter: RecordingFilter,
    page: { cursor: string | null; limit: number },
  ): Promise<Page<Recording>>
  /** Compare-and-set on revision and generation; state, indexes and event in one atomic step. Retries on a lost race. */
  transition(request: TransitionRequest): Promise<TransitionResult>
  /** Stores what the user wants and tells the owner of the lease at once; idempotent for stop ('now' wins over 'graceful'). */
  setDesired(
    id: string,
    change: {
      stop?: DesiredControl['stop']
      addSplit?: boolean
      /** Asks for splits until there are so many; asked twice it is the same. */
      splitsAtLeast?: number
      /**
       * Null resumes. A recording that is to be stopped is neither paused nor resumed. Asked for again, a pause without an end keeps
       * its `sinceMs`; with `stopAfterMs` the newest wish counts, so that who repeats one sends the same `sinceMs`.
       */
      pause?: DesiredControl['pause']
    },
    by?: CommandGiver,
  ): Promise<Recording | null>
  /** What was asked of a recording, oldest first: the newest `maxCommandsPerRecording`. */
  commands(id: string): Promise<RecordingCommand[]>
  /** Appends a stored file with its file.created event, once per file id; false when another generation owns the recording. */
  addFile(lease: Lease, file: RecordingFile): Promise<boolean>
  /**
   * Appends a file that came into storage after its generation ended, also to a recording that is final, with its
   * file.created event, once per file id. False when the recording is gone.
   */
  addFiller(file: RecordingFile): Promise<boolean>
  /**
   * Replaces what is known of a stored file (moved from the backup storage, checked); false when it is not there.
   * @param before the file as it was read: then false also when somebody else changed it meanwhile. Bytes and id stay.
   */
  updateFile(file: RecordingFile, before?: RecordingFile): Promise<boolean>
  /**
   * Tells recording.degraded once per cause and occurrence, and notes it in the record (`withDegradation`) in the same
   * step; false when that was told before or the recording is gone.
   */
  tellDegraded(recordingId: string, degradation: Degradation): Promise<boolean>
  /** One stored file; null when there is none of that id. */
  file(id: string, fileId: string): Promise<RecordingFile | null>
  files(id: string, page: { cursor: string | null; limit: number }): Promise<Page<RecordingFile>>
  /** Deletes a finished recording's records and indexes; false when it is not there or not finished. */
  remove(id: string): Promise<boolean>
  /** Ids of recordings in non-final states (for the reconciler), oldest first. */
  listUnfinished(limit: number): Promise<string[]>
  countByState(): Promise<Record<RecordingState, number>>
}

export type ProgressStore = {
  put(recordingId: string, progress: RecordingProgress): Promise<void>
  get(recordingId: string): Promise<RecordingProgress | null>
  /** Of several at once, in their order; null for those that have none. */
  getAll(recordingIds: string[]): Promise<(RecordingProgress | null)[]>
}

export type EventStore = {
  /** Events of one recording after `afterId` (exclusive, null from the start), oldest first. `entryId` is the cursor. */
  list(
    recordingId: string,
    afterId: string | null,
    limit: number,
  ): Promise<{ entryId: string; event: RecordingEvent }[]>
  /** Calls back whenever a recording has new events; returns the release. */
  watch(recordingId: string, onNews: () => void): Promise<() => Promise<void>>
}

/** Wakes the recorder that holds a lease; the desired state itself stands in the record. */
export type ControlStore = {
  /**
   * Calls back with the recording's id whenever its desired state or its hand-over changed; returns the release.
   * `onMissed` is called after a reconnect, when changes may have been missed: compare every recording that is held.
   */
  watch(
    onChange: (recordingId: string) => void,
    onMissed?: () => void,
  ): Promise<() => Promise<void>>
}

/** How a recorder's spool stands. */
export type SpoolPresence = {
  /** low: it takes no recording. full: it ends the newest. */
  level: 'ok' | 'low' | 'full'
  usedBytes: number
  /** What fragments and work files may take. */
  maxBytes: number
  /** What the file system can still take. */
  freeBytes: number
}

/** A recorder's sign of life, for operators. */
export type RecorderPresence = {
  recorderId: string
  host: string
  capacity: number
  /** What its recordings count for; one that is encoded for more than one. */
  running: number
  /** Whether it can make renditions; absent for recorders of older versions, which cannot. */
  encodes?: boolean
  updatedAtMs: number
  /** Null before it was looked at, absent for recorders of older versions. */
  spool?: SpoolPresence | null
  /** Absent for recorders of older versions. */
  state?: RecorderState
}

export type RecorderStore = {
  /** Shows it for `ttlMs`, and answers what an operator wants of it. */
  put(presence: RecorderPresence, ttlMs: number): Promise<{ isToDrain: boolean }>
  /** By id. One that is to be drained and has not heard of it yet is draining. */
  list(): Promise<RecorderPresence[]>
  /**
   * Notes that a recorder is to be drained, or takes that back. The wish outlives the recorder's process, and is forgotten
   * 30 days after its last sign of life. False when there is no such recorder.
   */
  wishDrain(recorderId: string, isToDrain: boolean): Promise<boolean>
  isToDrain(recorderId: string): Promise<boolean>
}

/** All persistence of Tapedeck, over Redis. */
export type Store = {
  templates: TemplateStore
  domains: DomainStore
  rules: RuleStore
  sources: SourceStore
  streams: StreamStore
  thumbnails: ThumbnailStore
  retention: RetentionStore
  recordings: RecordingStore
  leases: LeaseStore
  generations: GenerationStore
  openCycles: OpenCycleStore
  handovers: HandoverStore
  progress: ProgressStore
  endpoints: EndpointStore
  eventLog: EventLogStore
  relay: RelayStore
  deliveries: DeliveryStore
  accessKeys: AccessKeyStore
  apiKeys: ApiKeyStore
  requestGuards: RequestGuardStore
  startClaims: StartClaimStore
  storages: StorageRegistry
  fileIndex: FileIndexStore
  dialectNotes: DialectNoteStore
  events: EventStore
  control: ControlStore
  recorders: RecorderStore
  /** Redis settings that would lose recordings (maxmemory-policy, AOF), as sentences; empty when all is well. */
  checkServer(): Promise<string[]>
  ping(): Promise<void>
  /** What the clock of Redis' host shows, Unix milliseconds. */
  serverTimeMs(): Promise<number>
  /** Releases every connection that the store opened. */
  close(): Promise<void>
}

/** Which event a state change tells, if any. */
export type EventOfTransition = (from: RecordingState, to: RecordingState) => EventKind | null
