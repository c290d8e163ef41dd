import type { OnDemandAnswer } from './on-demand.ts'
import type { StreamName } from './recording.ts'
import type { RuleInForce } from './rule.ts'

/** One publication of a stream: from its publish to its unpublish notification. */
export type Publication = {
  /** Stable for one publication: source and the server's id of the client, or the time when it tells none. */
  id: string
  /** The ingest source that told of it. */
  sourceId: string | null
  publishedAtMs: number
  /** Lower case as in on-demand callbacks (`h264`, `h265`); null when unknown. */
  codec: string | null
  videoKbps: number | null
  /** Query arguments of the publisher's URL, first value of each, at most `maxPublicationArgs`. May hold keys: never log them. */
  args: Record<string, string>
}
export const maxPublicationArgs = 32

/** Why a published stream is not recorded. */
export const skipReasons = [
  'no_domain',
  'no_rule',
  'manual',
  'window_over',
  'stopped',
  'declined',
  'no_format_left',
  'callback_missing',
  'callback_failed',
  'template_gone',
  'storage_refused',
] as const
export type SkipReason = (typeof skipReasons)[number]

/** Who made a recording of a stream. */
export type RecordingCause = 'rule' | 'command'

/** A recording that the stream's record drives. Its record is made after this entry, and again if it is missing. */
export type DrivenRecording = {
  recordingId: string
  cause: RecordingCause
  /** The publication in which it was begun. */
  publicationId: string
  /** With which template: that of the rule in force when it was begun. */
  inForce: RuleInForce
  /** Name of the rendition, null for the stream as it is. */
  rendition: string | null
  createdAtMs: number
  /**
   * run: to be recorded. pause: held by the command `pause`. stop: the command `stop` holds it until the delay is over. end: to be
   * ended. replaced: to be ended when the recording that follows has its first fragment.
   */
  wish: 'run' | 'pause' | 'stop' | 'end' | 'replaced'
  /** When the wish was made, for the delay of `stop`. */
  wishedAtMs: number
  /** How many splits its record is to ask for at least. Absent while nobody has split it. */
  splits?: number
  /** Its record was seen: when it is missing later, it was removed and is not made again. */
  isMade?: true
}
/** Bound of a stream's entries: renditions of the current and the former recordings that have not ended. */
export const maxDrivenRecordings = 64

/** How a recording of the running publication ended by itself, and when the next one is begun. One per rendition. */
export type RenditionEnding = {
  rendition: string | null
  /** How often in a row. */
  count: number
  /** When the next one is begun; null when it was, or when none is to be. */
  retryAtMs: number | null
}

/** Why a published stream, or one of its renditions, is not recorded. */
export type PublicationSkip = {
  reason: SkipReason
  detail: string
  atMs: number
  /** The rule that matched, where it is not in force. */
  ruleId?: string
  /** `stream.skipped` was told of it. */
  isTold?: true
}

/**
 * offline     not published, nothing is recorded
 * unrecorded  published, and not recorded; `skip` says why
 * asking      published; the on-demand callback is being asked
 * scheduled   published; the window of its rule has not opened yet
 * recording   published and recorded
 * paused      recorded, and held by `pause`
 * stopped     held by `stop` until the delay is over
 * merging     not published; its recording waits for it within the merge window
 */
export const streamPhases = [
  'offline',
  'unrecorded',
  'asking',
  'scheduled',
  'recording',
  'paused',
  'stopped',
  'merging',
] as const
export type StreamPhase = (typeof streamPhases)[number]

/** Commands to a stream. `stop` waits for the delay, `cancel_delay` ends that wait, `restart` closes and begins anew. */
export const streamCommands = [
  'start',
  'stop',
  'cancel_delay',
  'restart',
  'pause',
  'resume',
  'split',
] as const
export type StreamCommand = (typeof streamCommands)[number]

/** What is known of one stream, and what is to be done about it: the wish that recordings are compared with. */
export type LiveStream = {
  stream: StreamName
  /** Counts every write; compare-and-set works on it. */
  revision: number
  phase: StreamPhase
  /** Null while it is not published. */
  publication: Publication | null
  unpublishedAtMs: number | null
  /** As of the publication, or of the command that recorded it. */
  inForce: RuleInForce | null
  /** Of mode on-demand, for this publication. */
  answer: {
    publicationId: string
    state: 'pending' | 'given' | 'failed'
    answer: OnDemandAnswer | null
  } | null
  skip: PublicationSkip | null
  recordings: DrivenRecording[]
  /** Recordings of the running publication that ended by themselves while it went on: the pause before the next one grows with it. */
  failures: number
  /** Of the running publication. Absent while nothing ended by itself. */
  endings?: RenditionEnding[]
  /** Counts the recordings that were begun; their ids are made of it, so that racing processes make one. */
  begun: number
  /** When something is due without any notification: a window opens or closes, a delay is over. Null for never. */
  dueAtMs: number | null
  updatedAtMs: number
}
