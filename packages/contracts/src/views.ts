import {
  type Degradation,
  type EventKind,
  eventIdOf,
  type FileCheck,
  isFinal,
  type OnDemandCallback,
  outputOf,
  type Recording,
  type RecordingDegradation,
  type RecordingFile,
  type RecordingProgress,
  type RecordingTemplate,
  redactReceiverUrl,
  redactUrl,
  type StoredDomain,
  type StoredTemplate,
} from '@tapedeck/domain'
import type { DomainView } from './domain-schema.ts'
import type { RecordingEvent } from './event-schema.ts'
import type { FileView } from './file-schema.ts'
import type { RecordingView } from './recording-schema.ts'
import type { TemplateView } from './template-schema.ts'

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

/** The address of a receiver as the API shows it; null when there is none. */
export const shownReceiver = (url: string | null): string | null =>
  url === null ? null : redactReceiverUrl(url)

/** A template as the API shows it, credentials in the address of its receiver left out. */
export const toTemplateBody = <T extends Pick<RecordingTemplate, 'notifyUrl'>>(template: T): T => ({
  ...template,
  notifyUrl: shownReceiver(template.notifyUrl),
})

/** A stored template as the API shows it. */
export const toTemplateView = ({
  createdAtMs,
  updatedAtMs,
  ...template
}: StoredTemplate): TemplateView => ({
  ...toTemplateBody(template),
  createdAt: iso(createdAtMs),
  updatedAt: iso(updatedAtMs),
})

/** Of what is no variable, the beginning. */
const shortened = (text: string): string =>
  text
    .split(/(\{[a-z]+\})/)
    .map((piece) =>
      piece.startsWith('{') || piece.length <= 4 ? piece : `${piece.slice(0, 3)}***`,
    )
    .join('')

/** A pull URL pattern as it may be shown: user and query are gone, what the last segment holds besides variables is shortened. */
export const redactPullUrlPattern = (pattern: string): string => {
  const [, scheme = '', rest = '', query = ''] =
    /^([a-z]+:\/\/)([^?]*)(\?.*)?$/i.exec(pattern) ?? []
  const [host = '', ...path] = rest.split('/')
  const last = path.pop() ?? ''
  const shownHost = host.includes('@') ? `***${host.slice(host.lastIndexOf('@'))}` : host
  return `${scheme}${[shownHost, ...path, shortened(last)].join('/')}${query === '' ? '' : '?***'}`
}

/** An on-demand callback as the API shows it, credentials in its address left out. */
export const toOnDemandView = (callback: OnDemandCallback | null): DomainView['onDemand'] =>
  callback && { ...callback, url: redactReceiverUrl(callback.url) }

/** A stored domain as the API shows it, keys in its URLs redacted. */
export const toDomainView = ({
  createdAtMs,
  updatedAtMs,
  ...domain
}: StoredDomain): DomainView => ({
  ...domain,
  pullUrlPattern: redactPullUrlPattern(domain.pullUrlPattern),
  onDemand: toOnDemandView(domain.onDemand),
  notifyUrl: shownReceiver(domain.notifyUrl),
  createdAt: iso(createdAtMs),
  updatedAt: iso(updatedAtMs),
})

const toProgressView = (progress: RecordingProgress): RecordingView['progress'] => ({
  updatedAt: iso(progress.updatedAtMs),
  recorderId: progress.recorderId,
  receivedBytes: progress.receivedBytes,
  mediaSeconds: progress.mediaMs / 1000,
  wallSeconds: progress.wallMs / 1000,
  fps: progress.fps,
  bitsPerSecond: Math.round(progress.bitsPerSecond),
  fragments: progress.fragments,
  uploadBacklogBytes: progress.uploadBacklogBytes,
  cycles: progress.cycles.map(({ mediaMs, ...cycle }) => ({
    ...cycle,
    output: outputOf(cycle),
    mediaSeconds: mediaMs / 1000,
  })),
})

/** What was wrong with a recording as the API and the manifest show it. */
export const toDegradationView = ({
  firstAtMs,
  lastAtMs,
  ...entry
}: RecordingDegradation): RecordingView['degradations'][number] => ({
  ...entry,
  firstAt: iso(firstAtMs),
  lastAt: iso(lastAtMs),
})

const originView = (origin: Recording['origin']): RecordingView['origin'] =>
  origin === undefined || origin.kind === 'api'
    ? { kind: 'api', cause: null, ruleId: null, publicationId: null }
    : {
        kind: origin.kind,
        cause: origin.cause,
        ruleId: origin.ruleId,
        publicationId: origin.publicationId,
      }

const pauseView = ({ pause }: Recording['desired']): RecordingView['pause'] =>
  pause
    ? {
        since: iso(pause.sinceMs),
        stopsAt: pause.stopAfterMs === null ? null : iso(pause.sinceMs + pause.stopAfterMs),
      }
    : null

/** A stored recording as the API shows it, the stream key redacted. */
export const toRecordingView = (
  recording: Recording,
  progress: RecordingProgress | null,
): RecordingView => ({
  id: recording.id,
  name: recording.name,
  state: recording.state,
  reason: recording.reason,
  reasonDetail: recording.reasonDetail,
  generation: recording.generation,
  source: { type: recording.source.type, url: redactUrl(recording.source.url) },
  stream: recording.stream,
  templateId: recording.templateId,
  template: toTemplateBody(recording.template),
  storage: recording.storage,
  notifyUrl: shownReceiver(recording.notifyUrl),
  notifyDialect: recording.notifyDialect ?? 'standard',
  tags: recording.tags ?? [],
  origin: originView(recording.origin),
  rendition:
    recording.rendition === undefined
      ? null
      : { ...recording.rendition.profile, isMade: recording.rendition.isMade },
  pause: isFinal(recording.state) ? null : pauseView(recording.desired),
  createdAt: iso(recording.createdAtMs),
  startedAt: isoOrNull(recording.startedAtMs),
  endedAt: isoOrNull(recording.endedAtMs),
  tracks: recording.tracks,
  gapCount: recording.gapCount,
  interruptions: recording.interruptions,
  fileCount: recording.fileCount,
  storedBytes: recording.storedBytes,
  degradations: (recording.degradations ?? []).map(toDegradationView),
  progress: progress === null ? null : toProgressView(progress),
})

const toCheckView = ({ checkedAtMs, ...check }: FileCheck): FileView['check'] => ({
  ...check,
  checkedAt: iso(checkedAtMs),
})

/** A stored file as the API and file.created show it. */
export const toFileView = (file: RecordingFile, url: string | null): FileView => ({
  id: file.id,
  recordingId: file.recordingId,
  format: file.format,
  output: outputOf(file),
  sequence: file.sequence,
  storage: file.storageType,
  bucket: file.bucket,
  storageName: file.storageName ?? null,
  key: file.key,
  bytes: file.bytes,
  crc32: file.crc32,
  durationMs: file.durationMs,
  startedAt: iso(file.startedAtMs),
  endedAt: iso(file.endedAtMs),
  width: file.width,
  height: file.height,
  codecs: file.codecs,
  sliceCount: file.slices.length,
  truth: file.truth ?? null,
  isSalvaged: file.isSalvaged ?? false,
  filler: file.filler ?? null,
  isInBackup: file.isInBackup ?? false,
  removedAt: file.removedAtMs === undefined ? null : iso(file.removedAtMs),
  check: file.check === undefined ? null : toCheckView(file.check),
  url,
})

/** What distinguishes an event from others of its kind on the same recording. */
const discriminatorOf = (
  kind: EventKind,
  recording: Recording,
  file: RecordingFile | null,
  degradation: Degradation | null,
): string => {
  if (kind === 'recording.degraded')
    return `${degradation?.cause ?? ''}:${degradation?.occurrence ?? ''}`
  if (kind === 'file.created') return file?.id ?? ''
  if (
    kind === 'recording.interrupted' ||
    kind === 'recording.paused' ||
    kind === 'recording.resumed'
  )
    return String(recording.interruptions)
  return ''
}

/**
 * Builds the event that tells of a recording's new state, of a file, or of something that is wrong.
 * @param recording the record as it is after the change
 * @param file of file.created
 * @param degradation of recording.degraded
 */
export const buildEvent = (
  kind: EventKind,
  recording: Recording,
  occurredAtMs: number,
  file: RecordingFile | null = null,
  degradation: Degradation | null = null,
): RecordingEvent => ({
  id: eventIdOf(recording.id, kind, discriminatorOf(kind, recording, file, degradation)),
  type: kind,
  occurredAt: iso(occurredAtMs),
  recordingId: recording.id,
  generation: recording.generation,
  data: {
    name: recording.name,
    state: recording.state,
    reason: recording.reason,
    reasonDetail: recording.reasonDetail,
    stream: recording.stream,
    ...(file === null ? {} : { file: toFileView(file, null) }),
    ...(degradation === null
      ? {}
      : { degraded: { cause: degradation.cause, detail: degradation.detail } }),
  },
})
