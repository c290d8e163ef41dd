import type { RecordingFile, RecordingReason, RetryPolicy, StorageTarget } from '@tapedeck/domain'
import type { ObjectStore, StorageHealth } from '@tapedeck/object-store'
import type { Spool } from '@tapedeck/spool'
import type { Store } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { LimitFunction } from 'p-limit'
import type { PictureMaker } from '../pictures/picture-maker.ts'
import type { RecorderMetrics } from '../recorder-metrics.ts'
import type { PullSettings } from '../source/pull-settings.ts'
import type { RecorderBackup } from './output-storage.ts'
import type { PullStarts } from './pull-starts.ts'

/** What every recording session of a recorder shares. */
export type SessionDeps = {
  recorderId: string
  store: Store
  spool: Spool
  resolveStorage: (target: StorageTarget) => ObjectStore
  /** The store in which a stored file lies, which may be the backup. */
  resolveFile: (file: Pick<RecordingFile, 'isInBackup'>, target: StorageTarget) => ObjectStore
  /** How long a storage has failed without success. */
  storageHealth: (target: StorageTarget) => StorageHealth
  /** Takes files while their own storage fails; null when none is configured. */
  backup: RecorderBackup | null
  /** Bounds the storage requests of the whole process. */
  limit: LimitFunction
  /** Bounds the pulls that start at the same time. */
  pullStarts: PullStarts
  /** Makes pictures of keyframes, and bounds the storage requests for them. */
  pictures: { maker: PictureMaker; limit: LimitFunction }
  storageRetry: RetryPolicy
  storeRetry: RetryPolicy
  pull: PullSettings
  connectTimeoutMs: number
  /** How long recordings go on after the recorder was told to end, while no other one takes them. */
  drainMs: number
  /** How long the running files of a paused recording stay open. */
  pauseFileMs: number
  /** Wakes a recorder for a recording that needs one. */
  wake: (recordingId: string) => Promise<void>
  leaseTtlMs: number
  /** Wall time, Unix milliseconds. */
  clock: () => number
  /** Milliseconds that do not jump, for everything that is waited for. */
  monotonic: () => number
  random: () => number
  log: Logger
  metrics: RecorderMetrics
}

/**
 * How a session ended. finished: the recording is in a final state. released: anybody may take it. handedOver: another
 * recorder has it and goes on. lost: another generation owns it, and what was received here may not be in storage.
 */
export const sessionEnds = ['finished', 'released', 'handedOver', 'lost'] as const
export type SessionEnd = (typeof sessionEnds)[number]

/** Why the flow of fragments ended for good. */
export type FlowEnd =
  | { kind: 'stop' }
  /** `detail`: what kept the stream from being recorded further, other than that nobody publishes it; null: nothing. */
  | { kind: 'stream_ended'; detail: string | null }
  | { kind: 'no_stream'; reason: RecordingReason; detail: string }
  | { kind: 'failed'; reason: RecordingReason; detail: string }
  | { kind: 'shutdown' }
  | { kind: 'handed_over' }
  | { kind: 'lost' }
