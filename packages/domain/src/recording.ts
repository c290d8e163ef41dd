import type { RecordingDegradation } from './degradation.ts'
import type { RecordingState } from './recording-state.ts'
import type { RenditionProfile } from './rendition.ts'
import type { RecordingTemplate, StorageTarget } from './template.ts'
import type { WebhookDialect } from './webhook-endpoint.ts'

/** Why a recording ended, or why it is where it is. */
export const recordingReasons = [
  'stopped',
  'stream_ended',
  'no_stream',
  'source_refused',
  'source_invalid',
  'source_silent',
  'unsupported_codec',
  'storage_failed',
  'spool_full',
  'recorder_lost',
  'internal',
] as const
export type RecordingReason = (typeof recordingReasons)[number]

/** How a stream is named: the domain and application of the server, and the stream's own name. */
export type StreamName = { domain: string; app: string; stream: string }

/** One track as seen in the first fragment of the last pull. */
export type TrackFacts = {
  kind: 'video' | 'audio'
  codec: string
  /** RFC 6381, for instance `avc1.64001f`. */
  codecString: string
  width: number | null
  height: number | null
  sampleRate: number | null
  channels: number | null
}

/** Why nothing was recorded: the source was away, a user paused the recording, or its recorder was lost. */
export const gapCauses = ['source_lost', 'paused', 'recorder_lost'] as const

/** A span of wall time in which nothing was recorded. */
export type Gap = {
  startedAtMs: number
  endedAtMs: number
  /** Where the gap lies on the recording's media time line, in milliseconds. */
  mediaTimeMs: number
  cause: (typeof gapCauses)[number]
}

export type StopMode = 'graceful' | 'now'

/** What users asked for. The recorder compares it with what it did, so that a command cannot vanish with a message. */
export type DesiredControl = {
  stop: StopMode | null
  splits: number
  /** Null: to be recorded. Absent in records of older versions. */
  pause?: DesiredPause | null
}

/** The stream is not to be recorded for a while; the files stay open. */
export type DesiredPause = {
  /** Wall time of the wish, Unix milliseconds. */
  sinceMs: number
  /** The recording is stopped when it was paused for so long; null waits for ever. */
  stopAfterMs: number | null
}

/** Who asked for a recording. */
export type RecordingOrigin =
  | { kind: 'api' }
  | {
      kind: 'stream'
      cause: 'rule' | 'command'
      ruleId: string | null
      publicationId: string
      /** Arguments of the publisher's URL that belong to the user (`callback_*`), for notifications. */
      pushArgs: Record<string, string>
    }

/** The rendition that a recording is of; how it comes to be. */
export type RecordingRendition = { profile: RenditionProfile; isMade: boolean }

/** The stored record of one recording. `source.url` carries a stream key: never log it, never put it into job data. */
export type Recording = {
  id: string
  name: string | null
  state: RecordingState
  reason: RecordingReason | null
  /** One sentence for people, without secrets. */
  reasonDetail: string | null
  /** Counts every write; compare-and-set works on it. */
  revision: number
  /** Fencing number of the lease under which the record was last written. */
  generation: number
  source: { type: 'rtmp'; url: string }
  stream: StreamName
  templateId: string | null
  template: RecordingTemplate
  storage: StorageTarget
  notifyUrl: string | null
  /** In whose format `notifyUrl` is told. Absent in records of older versions: standard. */
  notifyDialect?: WebhookDialect
  /** Its own and its template's. Absent in records of older versions. */
  tags?: string[]
  desired: DesiredControl
  /** Absent in records of older versions: the API. */
  origin?: RecordingOrigin
  /** Absent: the stream as it is. */
  rendition?: RecordingRendition
  /** The trace of the request that made it, as in W3C's header of this name; absent while nothing is traced. */
  traceparent?: string
  createdAtMs: number
  /** Wall time of the first fragment. */
  startedAtMs: number | null
  endedAtMs: number | null
  tracks: TrackFacts[]
  /** The newest gaps, at most `maxGapsPerRecording`. */
  gaps: Gap[]
  gapCount: number
  /**
   * How often the source was lost or a pause was over; numbers the interrupted, paused and resumed events. Between two
   * pauses, and between two resumptions, it has always grown.
   */
  interruptions: number
  /** Files stored so far, and their bytes. */
  fileCount: number
  storedBytes: number
  /** What was wrong with it, one entry per cause. Absent while nothing was, and in records of older versions. */
  degradations?: RecordingDegradation[]
}

/** True for recordings that a stream's record drives, by a rule or a command; the others somebody submitted. */
export const isDriven = ({ origin }: Pick<Recording, 'origin'>): boolean =>
  origin?.kind === 'stream'

/** Bound of `Recording.gaps`; `gapCount` goes on counting. */
export const maxGapsPerRecording = 1000

/** Live figures of a running recording, written about once a second and never kept. */
export type RecordingProgress = {
  generation: number
  recorderId: string
  updatedAtMs: number
  receivedBytes: number
  mediaMs: number
  wallMs: number
  fps: number
  bitsPerSecond: number
  fragments: number
  uploadBacklogBytes: number
  /** Older recorders do not name the output: it is the format. */
  cycles: { output?: string; format: string; sequence: number; mediaMs: number; bytes: number }[]
}
