import type { RecordingEvent, RenderedWebhook, ToldEvent, ToldKind } from '@tapedeck/contracts'
import type { EventContext, EventKind, RecordingReason } from '@tapedeck/domain'
import { rpcTime } from '../protocol/rpc-time.ts'
import type { CallbackFacts } from './callback-facts.ts'
import { liveSignatureHeaders } from './callback-signature.ts'

type BodyOf = (event: RecordingEvent, context: EventContext) => object | null

const streamOf = ({ data: { stream } }: RecordingEvent): object => ({
  domain: stream.domain,
  app: stream.app,
  stream: stream.stream,
})

const unixSeconds = (timestamp: string): number => Math.floor(Date.parse(timestamp) / 1000)

/** Document 55016: the file's callback has no `event`; `push_args` are there when the publisher gave some. */
const fileCreated: BodyOf = (event, { pushArgs }) => {
  const { file } = event.data
  if (file === undefined) return null
  return {
    ...streamOf(event),
    uri: file.key,
    duration: file.durationMs / 1000,
    start_time: unixSeconds(file.startedAt),
    stop_time: unixSeconds(file.endedAt),
    ...(Object.keys(pushArgs).length > 0 && { push_args: pushArgs }),
  }
}

const status =
  (name: string): BodyOf =>
  (event) => ({ ...streamOf(event), event: name })

/** Codes of record_error as far as they are known; those of the service's API otherwise. */
const errorCodes: Partial<Record<RecordingReason, string>> = {
  storage_failed: 'AccessDenied',
  unsupported_codec: 'StreamFormatError',
  source_invalid: 'StreamFormatError',
  no_stream: 'StreamNotFound',
  source_refused: 'StreamNotFound',
  source_silent: 'StreamNotFound',
}

/** Not documented officially: the shape is the one that the vendor's own samples show. */
const recordError: BodyOf = (event) => {
  const { reason, reasonDetail } = event.data
  return {
    ...streamOf(event),
    event: 'record_error',
    error_info: {
      code: (reason !== null && errorCodes[reason]) || 'InternalError',
      message: reasonDetail ?? reason ?? 'unknown',
    },
    time: rpcTime(Date.parse(event.occurredAt)),
  }
}

/** The service calls a stream that broke off paused, too: both end with record_resumed. */
const bodies: Partial<Record<EventKind, BodyOf>> = {
  'file.created': fileCreated,
  'recording.started': status('record_started'),
  'recording.interrupted': status('record_paused'),
  'recording.paused': status('record_paused'),
  'recording.resumed': status('record_resumed'),
  'recording.failed': recordError,
}

/** An event that no receiver knows, so that none takes it for one of a stream. */
const testBody = { domain: '', app: '', stream: '', event: 'endpoint_test' }

const bodyOf = ({ event, context }: ToldEvent): object | null => {
  if (event.type === 'endpoint.test') return testBody
  if (event.type === 'stream.skipped') return null
  return bodies[event.type]?.(event, context) ?? null
}

/** True when record callbacks of ApsaraVideo Live have such an event. */
export const liveCallbackTells = (kind: ToldKind): boolean =>
  kind === 'endpoint.test' || Object.hasOwn(bodies, kind)

/** A record callback as ApsaraVideo Live posts it to NotifyUrl; null when it has no such event. */
export const renderLiveCallback = (
  message: ToldEvent,
  facts: CallbackFacts,
): RenderedWebhook | null => {
  const body = bodyOf(message)
  if (body === null) return null
  return {
    headers: { 'content-type': 'application/json', ...liveSignatureHeaders(facts) },
    body: JSON.stringify(body),
  }
}
