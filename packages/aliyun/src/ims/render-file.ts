import type { Recording, RecordingFile } from '@tapedeck/domain'
import { rpcTime } from '../protocol/rpc-time.ts'
import type { ShownStorage } from '../storage/oss-place.ts'
import { renderRecordOutput } from './render-job.ts'

export type ImsFile = {
  RecordId: string
  JobId: string
  JobName: string
  Format: string
  StreamUrl: string
  RecordUrl: string
  /** JSON text. */
  RecordOutput: string
  CreateTime: string
  StartTime: string
  EndTime: string
  Duration: number
  Width: number
  Height: number
}

/**
 * A stored file as IMS answers it.
 * @param shown what the caller may see of the stream and of the object
 */
export const renderImsFile = (
  file: RecordingFile,
  recording: Pick<Recording, 'name'> | null,
  storage: ShownStorage,
  shown: { streamUrl: string; recordUrl: string; storedAtMs: number },
): ImsFile => ({
  RecordId: file.id,
  JobId: file.recordingId,
  JobName: recording?.name ?? '',
  Format: file.format,
  StreamUrl: shown.streamUrl,
  RecordUrl: shown.recordUrl,
  RecordOutput: JSON.stringify(renderRecordOutput(storage)),
  CreateTime: rpcTime(shown.storedAtMs),
  StartTime: rpcTime(file.startedAtMs),
  EndTime: rpcTime(file.endedAtMs),
  Duration: file.durationMs / 1000,
  Width: file.width ?? 0,
  Height: file.height ?? 0,
})
