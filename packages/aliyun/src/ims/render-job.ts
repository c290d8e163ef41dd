import { isDriven, type Recording, type RecordingState } from '@tapedeck/domain'
import { rpcTime } from '../protocol/rpc-time.ts'
import type { ShownStorage } from '../storage/oss-place.ts'

/** The three documented values of Status. */
export const jobStatuses = ['paused', 'initial', 'started'] as const
export type JobStatus = (typeof jobStatuses)[number]

/** IMS documents no value for a job that has ended: it is paused for good. */
export const statusOfState: Record<RecordingState, JobStatus> = {
  accepted: 'initial',
  waiting: 'initial',
  recording: 'started',
  interrupted: 'started',
  finalizing: 'started',
  paused: 'paused',
  completed: 'paused',
  failed: 'paused',
  canceled: 'paused',
}

/** The states that a Status stands for. */
export const statesOfStatus = (status: JobStatus): RecordingState[] =>
  (Object.keys(statusOfState) as RecordingState[]).filter(
    (state) => statusOfState[state] === status,
  )

export type ImsRecordOutput = { Type: 'oss'; Endpoint: string; Bucket: string }

export type ImsJob = {
  JobId: string
  Name: string
  TemplateId: string
  TemplateName: string
  NotifyUrl: string
  CreateTime: string
  Status: JobStatus
  StreamInput: { Type: 'rtmp'; Url: string }
  RecordOutput: ImsRecordOutput
}

export const renderRecordOutput = ({ endpoint, bucket }: ShownStorage): ImsRecordOutput => ({
  Type: 'oss',
  Endpoint: endpoint,
  Bucket: bucket,
})

/**
 * A recording as IMS answers it.
 * @param streamUrl as it may be shown to the caller
 */
export const renderJob = (
  recording: Recording,
  storage: ShownStorage,
  streamUrl: string,
): ImsJob => ({
  JobId: recording.id,
  Name: recording.name ?? '',
  TemplateId: recording.templateId ?? '',
  TemplateName: recording.template.name,
  NotifyUrl: recording.notifyUrl ?? '',
  CreateTime: rpcTime(recording.createdAtMs),
  Status: statusOfState[recording.state],
  StreamInput: { Type: 'rtmp', Url: streamUrl },
  RecordOutput: renderRecordOutput(storage),
})

/** True for recordings that somebody submitted: those of streams and rules belong to Live. */
export const isJob = (recording: Recording): boolean => !isDriven(recording)
