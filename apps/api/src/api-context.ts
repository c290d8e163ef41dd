import type { ApiConfig } from '@tapedeck/config'
import type { StreamControl } from '@tapedeck/control'
import type { RecordingFile, StorageTarget, StreamName } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import type { Store } from '@tapedeck/store'
import type { Logger, Metrics } from '@tapedeck/telemetry'
import type { HttpMetrics } from './http-metrics.ts'
import type { SignedLinks } from './recordings/signed-links.ts'

/** What the API is built from. Tests pass real parts, and a clock of their own. */
export type ApiParts = {
  config: ApiConfig
  store: Store
  /** Wakes recorders, has files checked, and on-demand callbacks asked. */
  producer: {
    record: { add(job: { recordingId: string }): Promise<unknown> }
    check: { add(job: { recordingId: string; fileId: string }): Promise<unknown> }
    /** Wakes notifiers for lanes of deliveries. */
    deliver: { wake(lanes: string[]): Promise<unknown> }
    /** Has on-demand callbacks asked. */
    ask: { add(job: StreamName & { publicationId: string }): Promise<unknown> }
  }
  /** The store of a target, null for the default one. Throws STORAGE_NOT_CONFIGURED. */
  storage: (target: StorageTarget | null) => ObjectStore
  /** Makes sure that a registered storage is known as it is now. Throws STORAGE_NOT_CONFIGURED, REDIS_UNAVAILABLE. */
  knowStorage: (target: StorageTarget | null) => Promise<void>
  /** The store in which a file of a recording with this target lies; its backup while it was not moved back. */
  storageOfFile: (
    file: Pick<RecordingFile, 'isInBackup'>,
    target: StorageTarget | null,
  ) => ObjectStore
  /** Wall time in milliseconds. */
  clock: () => number
  /** As in node:crypto. */
  randomBytes: (size: number) => Uint8Array
  logger: Logger
  metrics: Metrics
}

/** What routes are given. */
export type ApiContext = ApiParts & {
  /** Aborted when the API closes: streams of events end. */
  closing: AbortSignal
  /** Throws STORAGE_* when recordings could not be stored there. */
  checkStorage: (target: StorageTarget | null) => Promise<void>
  /** Counts what every HTTP server of the process answers. */
  http: HttpMetrics
  /** Of files in storages that have no links. */
  signedLinks: SignedLinks
  /** Keeps recordings in step with live streams, rules and commands. */
  control: StreamControl
}
