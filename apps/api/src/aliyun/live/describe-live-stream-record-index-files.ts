import { liveActions, livePageOf, pageSpan } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { findDomain } from './find-config.ts'
import { showIndexFile, streamOf } from './index-files.ts'

export const describeLiveStreamRecordIndexFiles = handledBy(
  liveActions.describeLiveStreamRecordIndexFiles,
  async ({ context }, parameters) => {
    const { Order, PageNum, PageSize, StartTime, EndTime } = parameters
    await findDomain(context, parameters.DomainName)
    const { files, total } = await context.store.fileIndex.find({
      recordingIds: null,
      stream: streamOf(parameters),
      format: null,
      fromMs: StartTime,
      toMs: EndTime,
      order: Order,
      ...pageSpan({ PageNo: PageNum, PageSize }),
    })
    const shown = await Promise.all(files.map((file) => showIndexFile(context, file)))
    return {
      Order,
      ...livePageOf({ PageNum, PageSize }, total),
      RecordIndexInfoList: { RecordIndexInfo: shown },
    }
  },
)
