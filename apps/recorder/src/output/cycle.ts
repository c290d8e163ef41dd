import type {
  FormatPlan,
  FragmentOrigin,
  KeyBook,
  Recording,
  RecordingFile,
  RetryPolicy,
} from '@tapedeck/domain'
import type { ObjectStore, StorageHealth } from '@tapedeck/object-store'
import type { SentNotes, WorkFiles } from '@tapedeck/spool'
import type { Logger } from '@tapedeck/telemetry'
import type { LimitFunction } from 'p-limit'
import type { Span } from './cycle-meter.ts'
import type { OpenCycles } from './open-cycles.ts'
import type { PartSizes } from './part-layout.ts'
import type { PlacedFragment } from './placed-fragment.ts'
import type { OutputBackup } from './storage-choice.ts'

/** What every output of one recording works with. */
export type OutputContext = {
  recording: Recording
  generation: number
  /**
   * Set when media of an earlier generation comes into storage later: its cycles are fillers, counted by index, of the
   * file with this sequence.
   */
  filler?: { generation: number; sequence: number }
  plan: FormatPlan
  /** Extension of the finished object, with its dot. */
  extension: string
  /** Stands behind the keys of its slices where those of another output would be the same. */
  sliceMark?: string
  keys: KeyBook
  objects: ObjectStore
  /** How long `objects` has failed; without it the backup is never used. */
  storageHealth?: StorageHealth
  /** Takes cycles that have ended while `objects` fails. */
  backup?: OutputBackup | null
  spool: WorkFiles
  /** Where is noted what was sent, for whoever comes back to the spool after a kill; without it nobody can. */
  sent?: SentNotes
  /** Absent: the usual ones. A store with a smallest part must be able to take others. */
  partSizes?: PartSizes
  /** Bounds the requests to storage of the whole process. */
  limit: LimitFunction
  retry: RetryPolicy
  clock: () => number
  /** Milliseconds that do not jump. */
  monotonic: () => number
  random: () => number
  log: Logger
  /** Aborted when the lease is lost or the process must end: nothing more is published. */
  signal: AbortSignal
  /** Throws LEASE_LOST when another generation owns the recording; asked before anything becomes visible. */
  assertHeld(): Promise<void>
  /** Where running cycles are noted; without it nobody else can complete them. */
  openCycles?: OpenCycles
  /** Splits that the user had asked for when this generation began; none when absent. */
  splitsBefore?: number
  /** A file begins with a fragment. */
  onFileBegun?(first: PlacedFragment): void
  /** Tells the store of a file that is verified in storage. */
  publish(file: RecordingFile): Promise<void>
  /** A file was stored and told of: the spool may need less. */
  onStored(): void
  onStorageRetry(error: unknown): void
  /**
   * A cycle cannot be brought into storage: neither it nor any behind it will be told of, and the spool keeps their
   * media. May be called more than once.
   */
  onFailed?(error: unknown): void
}

/** With what a cycle begins. */
export type CycleStart = {
  sequence: number
  first: PlacedFragment
  /** Media time at which it begins: where the one before it ended. */
  startMs: number
  /** The same on the wall clock, Unix milliseconds. */
  startedAtMs: number
  /** Splits that the user asked for and that lie before it. */
  splits: number
}

/** One running cycle of one output. Calls come one at a time; `store` may run beside the next cycle's writes. */
export type Cycle = {
  /** Composes a fragment; resolves with the composed bytes when they are in the work file. */
  write(placed: PlacedFragment, nowMs: number): Promise<number>
  /**
   * After the last write: brings the file into storage and verifies it there.
   * @param through the last fragment in it of each generation
   */
  store(span: Span, through: FragmentOrigin[]): Promise<RecordingFile>
  /** Bytes composed and not yet in storage. */
  readonly backlogBytes: number
  /** After the file was told of: gives back what it took on disk. Never rejects. */
  discard(): Promise<void>
  /** Sends nothing more; the spool keeps the media, and what is noted stays for whoever completes it. */
  abandon(): Promise<void>
}
