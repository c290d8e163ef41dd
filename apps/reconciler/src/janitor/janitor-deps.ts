import type { RetryPolicy, StorageTarget } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import type { Store } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { LimitFunction } from 'p-limit'
import type { FirstSeen } from './first-seen.ts'
import type { JanitorMetrics } from './janitor-metrics.ts'
import type { StorageTargets } from './storage-targets.ts'
import type { TryLater } from './try-later.ts'

/** How long things must have been seen as they are before they are touched, in milliseconds. */
export type JanitorLimits = {
  /** Open cycles of a recording that has ended. */
  cycleAgeMs: number
  /** What recorders left in staging: of recordings that have ended, and of older generations. */
  stagingAgeMs: number
  /**
   * The same where a recorder may still be at work unseen: a filler goes up beside the leases, and of a recording without
   * a record nothing is known.
   */
  unseenStagingAgeMs: number
}

/** What the janitor works with. */
export type JanitorDeps = {
  store: Pick<Store, 'recordings' | 'openCycles'>
  /** @throws STORAGE_NOT_CONFIGURED */
  resolveStorage: (target: StorageTarget | null) => ObjectStore
  /** Throws STORAGE_NOT_CONFIGURED for a storage that is not registered any more. */
  knowStorage?: (target: StorageTarget | null) => Promise<void>
  targets: StorageTargets
  limits: JanitorLimits
  cyclesSeen: FirstSeen
  stagingSeen: FirstSeen
  tryLater: TryLater
  /** Bounds the storage requests under way. */
  limit: LimitFunction
  storageRetry: RetryPolicy
  random: () => number
  /** Monotonic milliseconds. */
  clock: () => number
  metrics: JanitorMetrics
  log: Logger
}
