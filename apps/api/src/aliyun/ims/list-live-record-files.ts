import { type ImsFile, imsActions, pageSpan, renderImsFile } from '@tapedeck/aliyun'
import type { IndexedFile } from '@tapedeck/store'
import type { ApiContext } from '../../api-context.ts'
import { type ActionCall, handledBy } from '../action-handler.ts'
import { linkOfFile, targetOfFile } from '../file-facts.ts'
import { shownStorage } from '../oss-storage.ts'
import { jobOf } from './find-job.ts'
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

/** Those of the ids that are jobs: others have no files here. */
const jobsAmong = async (context: ApiContext, ids: string[]): Promise<string[]> => {
  const jobs = await Promise.all([...new Set(ids)].map((id) => jobOf(context, id)))
  return jobs.flatMap((job) => job?.id ?? [])
}

export const listLiveRecordFiles = handledBy(
  imsActions.listLiveRecordFiles,
  async (call, { PageNo, PageSize, SortBy, JobIds, RecordFormat, StartTime, EndTime }) => {
    const { files, total } = await call.context.store.fileIndex.find({
      recordingIds: JobIds === undefined ? null : await jobsAmong(call.context, JobIds),
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
