import { liveActions } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { findDomain } from './find-config.ts'
import { findFileOfStream, showIndexFile, streamOf } from './index-files.ts'

export const describeLiveStreamRecordIndexFile = handledBy(
  liveActions.describeLiveStreamRecordIndexFile,
  async ({ context }, parameters) => {
    await findDomain(context, parameters.DomainName)
    const found = await findFileOfStream(context, parameters.RecordId, streamOf(parameters))
    return { RecordIndexInfo: await showIndexFile(context, found) }
  },
)
