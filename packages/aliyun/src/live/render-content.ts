import type { RecordingFile } from '@tapedeck/domain'
import { rpcTime } from '../protocol/rpc-time.ts'
import type { ShownStorage } from '../storage/oss-place.ts'

export type RecordContentInfo = {
  OssEndpoint: string
  OssBucket: string
  OssObjectPrefix: string
  StartTime: string
  EndTime: string
  Duration: number
}

/** The beginning that all keys have in common, up to a slash. */
const commonPrefix = ([first = '', ...others]: string[]): string => {
  let prefix = first.slice(0, first.lastIndexOf('/') + 1)
  for (const key of others)
    while (!key.startsWith(prefix))
      prefix = prefix.slice(0, prefix.slice(0, -1).lastIndexOf('/') + 1)
  return prefix
}

/** Where the slices of a file lie, as DescribeLiveStreamRecordContent answers it. */
export const renderContent = (file: RecordingFile, storage: ShownStorage): RecordContentInfo => ({
  OssEndpoint: storage.endpoint,
  OssBucket: storage.bucket,
  OssObjectPrefix: commonPrefix(file.slices.map(({ key }) => key)),
  StartTime: rpcTime(file.startedAtMs),
  EndTime: rpcTime(file.endedAtMs),
  Duration: file.durationMs / 1000,
})
