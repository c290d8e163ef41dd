import { type ImsFile, imsActions, pageSpan, renderImsFile } from '@tapedeck/aliyun'
import type { IndexedFile } from '@tapedeck/store'
import { type ActionCall, handledBy } from '../action-handler.ts'
import { linkOfFile, targetOfFile } from '../file-facts.ts'
import { shownStorage } from '../oss-storage.ts'
import { shownUrl } from './show-job.ts'

const showFile = async (call: ActionCall, { file, storedAtMs }: IndexedFile): Promise<ImsFile> => {
  const { context } = call
  const recording = await context.store.recordings.get(file.recordingId)
  const target = targetOfFile(file, recording)
  return renderImsFile(file, recording, await shownStorage(context, target), {
    streamUrl: recording === null ? '' : shownUrl(call, recording),
    recordUrl: await linkOfFile(context, file, target),
    storedAtMs,
  })
}

export const listLiveRecordFiles = handledBy(
  imsActions.listLiveRecordFiles,
  async (call, { PageNo, PageSize, SortBy, JobIds, RecordFormat, StartTime, EndTime }) => {
    const { files, total } = await call.context.store.fileIndex.find({
      recordingIds: JobIds ?? null,
      stream: null,
      format: RecordFormat ?? null,
      fromMs: StartTime ?? null,
      toMs: EndTime ?? null,
      order: SortBy,
      ...pageSpan({ PageNo, PageSize }),
    })
    return {
      PageNo,
      PageSize: String(PageSize),
      TotalCount: String(total),
      SortBy,
      Files: await Promise.all(files.map((file) => showFile(call, file))),
    }
  },
)
