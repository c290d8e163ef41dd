import { liveError, type RecordIndexInfo, renderIndexFile } from '@tapedeck/aliyun'
import { isDriven, type StreamName } from '@tapedeck/domain'
import type { IndexedFile } from '@tapedeck/store'
import type { ApiContext } from '../../api-context.ts'
import { linkOfFile, targetOfFile } from '../file-facts.ts'
import { shownStorage } from '../oss-storage.ts'

type StreamParameters = { DomainName: string; AppName: string; StreamName: string }

/** The stream that a request names. */
export const streamOf = ({
  DomainName,
  AppName,
  StreamName: stream,
}: StreamParameters): StreamName => ({
  domain: DomainName,
  app: AppName,
  stream,
})

export const isSameStream = (a: StreamName, b: StreamName): boolean =>
  a.domain === b.domain && a.app === b.app && a.stream === b.stream

/** A file of just that stream; null when there is none of that id. What somebody submitted are jobs of IMS. */
export const fileOfStream = async (
  { store }: Pick<ApiContext, 'store'>,
  id: string,
  stream: StreamName,
): Promise<IndexedFile | null> => {
  const found = await store.fileIndex.get(id)
  if (found === null || !isSameStream(found.stream, stream)) return null
  const recording = await store.recordings.get(found.file.recordingId)
  return recording !== null && isDriven(recording) ? found : null
}

/**
 * The same where it must be there.
 * @throws AliyunError InvalidRecordId.NotFound
 */
export const findFileOfStream = async (
  context: Pick<ApiContext, 'store'>,
  id: string,
  stream: StreamName,
): Promise<IndexedFile> => {
  const found = await fileOfStream(context, id, stream)
  if (found === null) throw liveError('InvalidRecordId.NotFound')
  return found
}

/** A stored file as the index actions answer it. */
export const showIndexFile = async (
  context: ApiContext,
  { file, stream, storedAtMs }: IndexedFile,
): Promise<RecordIndexInfo> => {
  const recording = await context.store.recordings.get(file.recordingId)
  const target = targetOfFile(file, recording)
  const recordUrl = await linkOfFile(context, file, target)
  const storage = await shownStorage(context, target)
  return renderIndexFile(file, stream, storage, { recordUrl, storedAtMs })
}
