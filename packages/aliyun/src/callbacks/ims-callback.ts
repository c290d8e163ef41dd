import type { RecordingEvent, RenderedWebhook, ToldEvent, ToldKind } from '@tapedeck/contracts'
import type { EventKind } from '@tapedeck/domain'
import { statusOfState } from '../ims/render-job.ts'
import { rpcTime } from '../protocol/rpc-time.ts'
import type { CallbackFacts } from './callback-facts.ts'
import { imsSignatureHeaders } from './callback-signature.ts'

type Told = { EventType: string; MessageBody: object }
type ToldOf = (event: RecordingEvent) => Told | null

/** The account in the envelope, a number there; this service has only one. */
const userId = 1

const timeOf = (timestamp: string): string => rpcTime(Date.parse(timestamp))

/** The message of a file is not documented: its fields are those of ListLiveRecordFiles. */
const fileCreated: ToldOf = ({ recordingId, occurredAt, data: { name, file } }) => {
  if (file === undefined) return null
  return {
    EventType: 'LiveRecordFileCreated',
    MessageBody: {
      Status: 'Success',
      JobId: recordingId,
      JobName: name ?? '',
      RecordId: file.id,
      Format: file.format,
      RecordOutput: JSON.stringify({ Type: 'oss', Bucket: file.bucket }),
      OssObject: file.key,
      ...(file.url !== null && { RecordUrl: file.url }),
      CreateTime: timeOf(occurredAt),
      StartTime: timeOf(file.startedAt),
      EndTime: timeOf(file.endedAt),
      Duration: file.durationMs / 1000,
      Width: file.width ?? 0,
      Height: file.height ?? 0,
    },
  }
}

/** Status is that of GetLiveRecordJob, which knows no end; State and Reason, which the service does not have, tell the rest. */
const taskStatus: ToldOf = ({ recordingId, data: { name, state, reason } }) => ({
  EventType: 'LiveRecordTaskStatus',
  MessageBody: {
    JobId: recordingId,
    JobName: name ?? '',
    Status: statusOfState[state],
    State: state,
    ...(reason !== null && { Reason: reason }),
  },
})

const tellers: Partial<Record<EventKind, ToldOf>> = {
  'file.created': fileCreated,
  'recording.started': taskStatus,
  'recording.paused': taskStatus,
  'recording.resumed': taskStatus,
  'recording.completed': taskStatus,
  'recording.failed': taskStatus,
  'recording.canceled': taskStatus,
}

const toldOf = ({ event }: ToldEvent): Told | null => {
  if (event.type === 'endpoint.test')
    return { EventType: 'EndpointTest', MessageBody: { EndpointId: event.data.endpointId } }
  if (event.type === 'stream.skipped') return null
  return tellers[event.type]?.(event) ?? null
}

/** True when callbacks of IMS have such an event. */
export const imsCallbackTells = (kind: ToldKind): boolean =>
  kind === 'endpoint.test' || Object.hasOwn(tellers, kind)

/** A callback of IMS in its envelope; null when it has no such event. */
export const renderImsCallback = (
  message: ToldEvent,
  facts: CallbackFacts,
): RenderedWebhook | null => {
  const told = toldOf(message)
  if (told === null) return null
  const envelope = {
    EventType: told.EventType,
    UserId: userId,
    EventTime: timeOf(message.event.occurredAt),
    MessageBody: told.MessageBody,
  }
  return {
    headers: { 'content-type': 'application/json', ...imsSignatureHeaders(facts) },
    body: JSON.stringify(envelope),
  }
}
