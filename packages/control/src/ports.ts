import type { TapedeckEvent } from '@tapedeck/contracts'
import type {
  DesiredControl,
  EventContext,
  LiveStream,
  Recording,
  StorageTarget,
  StoredDomain,
  StoredRule,
  StoredTemplate,
  StreamName,
} from '@tapedeck/domain'
import type { MadeRecording } from './made-recordings.ts'

/** What the control of streams needs of the world; `Store` of packages/store has the right shape. */
export type ControlPorts = {
  streams: {
    get(stream: StreamName): Promise<LiveStream | null>
    write(stream: LiveStream, expected: number | null): Promise<'written' | 'raced'>
  }
  rules: { matching(stream: StreamName): Promise<StoredRule[]> }
  domains: { get(name: string): Promise<StoredDomain | null> }
  templates: { get(id: string): Promise<StoredTemplate | null> }
  recordings: {
    get(id: string): Promise<Recording | null>
    /** Throws STORAGE_NOT_CONFIGURED when a storage that it names was removed meanwhile. */
    create(
      recording: Recording,
      request: { fingerprint: string; idempotencyKey: string | null },
    ): Promise<{ outcome: 'created' | 'existing' | 'conflict'; recording: Recording }>
    setDesired(
      id: string,
      change: {
        stop?: DesiredControl['stop']
        /** So many splits are to be asked for in all; fewer change nothing. */
        splitsAtLeast?: number
        pause?: DesiredControl['pause']
      },
    ): Promise<Recording | null>
    /** Ends a recording that no recorder has taken yet; see stopRecording of the API. */
    cancelUntaken(id: string): Promise<void>
  }
  /** Wakes a recorder for a recording. */
  wake(recordingId: string): Promise<void>
  /** Has the on-demand callback of a stream asked; once per publication. */
  ask(stream: StreamName, publicationId: string): Promise<void>
  /** Tells stream.skipped. */
  tell(event: TapedeckEvent, context: EventContext): Promise<void>
  /**
   * Makes sure that registered storages are known as they are now. Throws STORAGE_NOT_CONFIGURED for one that is not
   * registered, REDIS_UNAVAILABLE when that cannot be told.
   */
  knowStorages(targets: StorageTarget[]): Promise<void>
  /** The target as it is stored in recordings, the default filled in. Throws STORAGE_NOT_CONFIGURED. */
  storage(target: StorageTarget | null): StorageTarget
  /** The trace that is under way, for what is made in it; absent where nothing is traced. */
  traceparent?: () => string | undefined
  /** A recording was made; not told of one that was there. */
  onMade?: (made: MadeRecording) => void
  /** Wall time, Unix milliseconds. */
  clock(): number
  log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
}
