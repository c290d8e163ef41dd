import type { StorageResolver } from '@tapedeck/object-store'
import type { Store } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { RetentionMetrics } from './retention-metrics.ts'
import type { WallClockTrust } from './wall-clock-trust.ts'

/** What retention works with. */
export type RetentionDeps = {
  store: Pick<Store, 'recordings' | 'retention' | 'thumbnails' | 'openCycles'>
  storage: Pick<StorageResolver, 'resolve' | 'resolveBackup'>
  trust: WallClockTrust
  /** How long what failed, or is not ready, is left alone, in milliseconds. */
  laterMs: number
  /** Wall time, Unix milliseconds. */
  wallClock: () => number
  /** That of another host, Redis', Unix milliseconds: one that is wrong from the start on is seen beside it alone. */
  serverClock: () => Promise<number>
  metrics: RetentionMetrics
  log: Logger
}
