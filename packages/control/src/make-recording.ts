import { isTapedeckError } from '@tapedeck/contracts'
import {
  type DrivenRecording,
  type LiveStream,
  newRecording,
  type Publication,
  type Recording,
  type RecordingOrigin,
  type RecordingTemplate,
  renditionSource,
  type StorageTarget,
  type StoredDomain,
  templateStorages,
  withOutputStorages,
} from '@tapedeck/domain'
import { wishedPause } from './desired-change.ts'
import type { ControlPorts } from './ports.ts'

/** Arguments of the publisher's URL with this prefix are the user's, and come back in notifications. */
const callbackPrefix = 'callback_'

const pushArgsOf = (publication: Publication | null): Record<string, string> =>
  Object.fromEntries(
    Object.entries(publication?.args ?? {}).filter(([name]) => name.startsWith(callbackPrefix)),
  )

const originOf = (
  { publication }: LiveStream,
  { cause, inForce, publicationId }: DrivenRecording,
): RecordingOrigin => ({
  kind: 'stream',
  cause,
  ruleId: inForce.ruleId,
  publicationId,
  pushArgs: publication?.id === publicationId ? pushArgsOf(publication) : {},
})

/**
 * The record of a recording that a stream's record drives, with its wish in it from the beginning.
 * @throws TapedeckError STORAGE_NOT_CONFIGURED
 */
export const recordingOf = (
  { storage, traceparent }: Pick<ControlPorts, 'storage' | 'traceparent'>,
  stream: LiveStream,
  driven: DrivenRecording,
  domain: StoredDomain,
): Recording => {
  const { inForce, recordingId, createdAtMs, wish, splits } = driven
  const source = renditionSource(domain, stream.stream, inForce.template, driven.rendition)
  const template = withOutputStorages(source.template, (target) => storage(target))
  const recording = newRecording({
    id: recordingId,
    name: null,
    source: { type: 'rtmp', url: source.url },
    stream: source.stream,
    templateId: inForce.templateId,
    template,
    storage: storage(template.storage),
    notifyUrl: template.notifyUrl ?? domain.notifyUrl,
    notifyDialect: template.notifyUrl === null ? 'standard' : template.notifyDialect,
    tags: template.tags,
    traceparent: traceparent?.(),
    createdAtMs,
    origin: originOf(stream, driven),
    rendition: source.rendition,
  })
  const pause = wishedPause(stream, driven)
  const desired = { stop: wish === 'end' ? ('graceful' as const) : null, splits: splits ?? 0 }
  return { ...recording, desired: pause === null ? desired : { ...desired, pause } }
}

export const namedStorages = (template: RecordingTemplate): StorageTarget[] =>
  templateStorages(template).map(({ target }) => target)

/** True for errors that come back however often a recording is made. */
export const isRefusal = (error: unknown): boolean =>
  isTapedeckError(error) && error.code.startsWith('STORAGE_')

/** True when this process cannot read the secret of a storage; one with the right master key can. */
export const isUnreadable = (error: unknown): boolean =>
  isTapedeckError(error) && error.code === 'SECRET_UNREADABLE'
