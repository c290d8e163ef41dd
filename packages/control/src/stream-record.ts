import type { DrivenRecording, LiveStream, Recording, StreamName } from '@tapedeck/domain'

/** The recordings of a stream's record as they were read after it; those that are missing have no entry. */
export type SeenRecordings = ReadonlyMap<string, Recording>

/** What a change of a stream's record is decided on. */
export type Moment = { nowMs: number; seen: SeenRecordings }

/** The record of a stream that nothing is known of. */
export const newLiveStream = (stream: StreamName, nowMs: number): LiveStream => ({
  stream: { domain: stream.domain, app: stream.app, stream: stream.stream },
  revision: 0,
  phase: 'offline',
  publication: null,
  unpublishedAtMs: null,
  inForce: null,
  answer: null,
  skip: null,
  recordings: [],
  failures: 0,
  begun: 0,
  dueAtMs: null,
  updatedAtMs: nowMs,
})

/** True for a recording that is to go on, or held to go on. */
export const isCurrent = ({ wish }: DrivenRecording): boolean =>
  wish === 'run' || wish === 'pause' || wish === 'stop'

export const currentRecordings = ({ recordings }: LiveStream): DrivenRecording[] =>
  recordings.filter(isCurrent)

/** How long a recording waits for its stream, and after `stop`, in milliseconds. */
export const delayMsOf = ({ inForce }: DrivenRecording): number =>
  inForce.template.mergeWindowSeconds * 1000

/** True when the delay of a held recording is over: that of `stop`, or of a break while it was paused. */
export const isDelayOver = (
  { publication, unpublishedAtMs }: LiveStream,
  recording: DrivenRecording,
  nowMs: number,
): boolean => {
  const { wish, wishedAtMs } = recording
  if (wish === 'stop') return nowMs >= wishedAtMs + delayMsOf(recording)
  if (wish !== 'pause' || publication !== null || unpublishedAtMs === null) return false
  return nowMs >= unpublishedAtMs + delayMsOf(recording)
}

/** True when somebody waits for a recording to be begun anew. */
export const hasRetry = ({ endings }: LiveStream): boolean =>
  (endings ?? []).some(({ retryAtMs }) => retryAtMs !== null)

/** The record with nothing left that waits to be begun anew. */
export const withoutRetries = (stream: LiveStream): LiveStream =>
  stream.endings === undefined
    ? stream
    : {
        ...stream,
        endings: stream.endings.map((ending) => ({ ...ending, retryAtMs: null })),
      }

const withoutCounters = ({ revision: _revision, updatedAtMs: _updated, ...rest }: LiveStream) =>
  JSON.stringify(rest)

/** True when two versions of a record say the same. */
export const saysTheSame = (a: LiveStream, b: LiveStream): boolean =>
  a === b || withoutCounters(a) === withoutCounters(b)
