import type {
  IngestSource,
  LiveStream,
  RecordingRule,
  StorageTarget,
  StoredDomain,
  StoredRule,
  StoredSource,
  StreamDomain,
  StreamName,
  StreamPhase,
} from '@tapedeck/domain'
import type { Page } from './store.ts'

type PageRequest = { cursor: string | null; limit: number }

export type DomainStore = {
  /** Null when the name is taken. */
  create(domain: StreamDomain): Promise<StoredDomain | null>
  get(name: string): Promise<StoredDomain | null>
  /** Ordered by name. */
  list(page: PageRequest): Promise<Page<StoredDomain>>
  /** Null when there is none of that name; the name does not change. */
  replace(name: string, domain: StreamDomain): Promise<StoredDomain | null>
  /** The same by what is there already. @param change called again when somebody else wrote meanwhile */
  change(name: string, change: (known: StoredDomain) => StreamDomain): Promise<StoredDomain | null>
  /** in_use: rules or ingest sources name it. */
  remove(name: string): Promise<'removed' | 'missing' | 'in_use'>
}

/** Null asks for any; an application or stream "*" for rules that are for all of them. */
export type RuleFilter = {
  domain: string | null
  app: string | null
  stream: string | null
  templateId: string | null
}

/** What became of writing a rule. taken: another rule has the pattern. template_missing, domain_missing: what it names is not there. */
export type RuleWrite =
  | { outcome: 'written'; rule: StoredRule }
  | { outcome: 'taken'; rule: StoredRule }
  | { outcome: 'missing' | 'template_missing' | 'domain_missing' }

export type RuleStore = {
  /**
   * Checks the pattern, the template, the domain and the storages, and writes the rule with its indexes, in one step.
   * @throws TapedeckError STORAGE_NOT_CONFIGURED, as do the other writes, when a storage that it names is not registered
   */
  create(rule: RecordingRule): Promise<RuleWrite>
  get(id: string): Promise<StoredRule | null>
  /** Newest first. */
  list(filter: RuleFilter, page: PageRequest): Promise<Page<StoredRule>>
  /** Streams that are live keep the rule as it was (`LiveStream.inForce`). */
  replace(id: string, rule: RecordingRule): Promise<RuleWrite>
  /** The same by what is there already. @param change called again when somebody else wrote meanwhile */
  change(id: string, change: (known: StoredRule) => RecordingRule): Promise<RuleWrite>
  /** executing: a stream is recorded by it. */
  remove(id: string): Promise<'removed' | 'missing' | 'executing'>
  /** Streams that are recorded by the rule, at most `limit`. */
  executing(id: string, limit: number): Promise<StreamName[]>
  /** The enabled rules that match a stream: of domain+app+stream, domain+stream, domain+app and domain, the most specific first. One round trip. */
  matching(stream: StreamName): Promise<StoredRule[]>
}

export type StreamFilter = {
  domain: string | null
  app: string | null
  phases: StreamPhase[] | null
  isLive: boolean | null
}

export type StreamStore = {
  get(stream: StreamName): Promise<LiveStream | null>
  /**
   * Writes a stream's record with its indexes (listing, due time, the rule that is executing) in one step: only when nobody
   * wrote since it was read. A record that is offline with nothing recorded is kept for `offlineTtlMs` (a day).
   * The record gets the revision after `expected`, whatever `stream.revision` says: 1 for a new one.
   * @param expected the revision that was read, null when there was none
   */
  write(stream: LiveStream, expected: number | null): Promise<'written' | 'raced'>
  /** Ordered by name. A page may hold fewer than `limit` and yet have a next one. */
  list(filter: StreamFilter, page: PageRequest): Promise<Page<LiveStream>>
  /** Streams whose `dueAtMs` has come, the longest due first. */
  due(nowMs: number, limit: number): Promise<StreamName[]>
  /** Streams that are published or have recordings that have not ended, for the sweep that heals. */
  listActive(page: PageRequest): Promise<Page<StreamName>>
  /** The stream that drives a recording; null when none does. */
  ofRecording(recordingId: string): Promise<StreamName | null>
}

export type SourceStore = {
  /** `secret` is shown this once. */
  create(source: IngestSource): Promise<{ source: StoredSource; secret: string }>
  get(id: string): Promise<StoredSource | null>
  list(page: PageRequest): Promise<Page<StoredSource>>
  replace(id: string, source: IngestSource): Promise<StoredSource | null>
  /** The same by what is there already. @param change called again when somebody else wrote meanwhile */
  change(id: string, change: (known: StoredSource) => IngestSource): Promise<StoredSource | null>
  /** A new secret; the former one stops to work. */
  renewSecret(id: string): Promise<{ source: StoredSource; secret: string } | null>
  remove(id: string): Promise<boolean>
}

/** A picture of a keyframe. */
export type Thumbnail = {
  key: string
  atMs: number
  mediaMs: number
  width: number
  height: number
  bytes: number
}

export type ThumbnailStore = {
  /**
   * Kept in order, the newest `minListedThumbnails` at least, older ones by their keys alone (`maxThumbnailBlocks`); expires
   * with the recording.
   */
  add(recordingId: string, thumbnail: Thumbnail): Promise<void>
  /** Oldest first. */
  list(recordingId: string, page: PageRequest): Promise<Page<Thumbnail>>
  /** The oldest block of the keys of pictures that are no longer listed; null when there is none. */
  unlisted(recordingId: string): Promise<UnlistedThumbnails | null>
  /** Forgets a block, because its pictures are removed. */
  forgetUnlisted(recordingId: string, block: string): Promise<void>
  /** Keeps the blocks for as long as the recording's entry for retention is there. */
  retain(recordingId: string): Promise<void>
}

/** `block` tells it from others. */
export type UnlistedThumbnails = { keys: string[]; block: string }

/** Objects that are to be removed when their time has come; outlives the recording's records. */
export type RetentionEntry = {
  id: string
  recordingId: string
  storage: StorageTarget
  /**
   * Every object of one file: playlist, slices, init segment, poster; or of the recording: manifest and the thumbnails that
   * were listed (for others see `ThumbnailStore.retain`).
   */
  keys: string[]
  fileId: string | null
  dueAtMs: number
  /**
   * Of a file: the bytes of its one object, by which one that was overwritten since is told apart; null for a playlist.
   * Absent: of a recording.
   */
  bytes?: number | null
  /** The objects of a file that lay in the backup storage. */
  isInBackup?: boolean
}

/**
 * A file's entry is made and kept up to date in the step that writes the file's record, that of a recording (without keys yet)
 * in the step that ends it, so that no crash can lose one.
 */
export type RetentionStore = {
  /** Replaces an entry of the same id. */
  put(entry: RetentionEntry): Promise<void>
  due(nowMs: number, limit: number): Promise<RetentionEntry[]>
  remove(id: string): Promise<void>
  count(): Promise<number>
}
