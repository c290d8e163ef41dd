import { liveError, type RecordIndexInfo, renderIndexFile } from '@tapedeck/aliyun'
import type { StreamName } from '@tapedeck/domain'
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

const isOfStream = ({ stream }: IndexedFile, wanted: StreamName): boolean =>
  stream.domain === wanted.domain && stream.app === wanted.app && stream.stream === wanted.stream

/** A file of just that stream; null when there is none of that id. */
export const fileOfStream = async (
  { store }: Pick<ApiContext, 'store'>,
  id: string,
  stream: StreamName,
): Promise<IndexedFile | null> => {
  const found = await store.fileIndex.get(id)
  return found !== null && isOfStream(found, stream) ? found : null
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
