import type { RecordingFile, StreamName } from '@tapedeck/domain'
import { rpcTime } from '../protocol/rpc-time.ts'
import type { ShownStorage } from '../storage/oss-place.ts'

export type RecordIndexInfo = {
  RecordId: string
  DomainName: string
  AppName: string
  StreamName: string
  OssEndpoint: string
  OssBucket: string
  OssObject: string
  RecordUrl: string
  Format: string
  CreateTime: string
  StartTime: string
  EndTime: string
  Duration: number
  Width: number
  Height: number
}

/** A stored file as the index actions answer it. */
export const renderIndexFile = (
  file: RecordingFile,
  stream: StreamName,
  storage: ShownStorage,
  shown: { recordUrl: string; storedAtMs: number },
): RecordIndexInfo => ({
  RecordId: file.id,
  DomainName: stream.domain,
  AppName: stream.app,
  StreamName: stream.stream,
  OssEndpoint: storage.endpoint,
  OssBucket: storage.bucket,
  OssObject: file.key,
  RecordUrl: shown.recordUrl,
  Format: file.format,
  CreateTime: rpcTime(shown.storedAtMs),
  StartTime: rpcTime(file.startedAtMs),
  EndTime: rpcTime(file.endedAtMs),
  Duration: file.durationMs / 1000,
  Width: file.width ?? 0,
  Height: file.height ?? 0,
})
