import { liveActions, renderContent } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { targetOfFile } from '../file-facts.ts'
import { shownStorage } from '../oss-storage.ts'
import { recordingReader } from '../recording-reader.ts'
import { findDomain } from './find-config.ts'
import { streamOf } from './index-files.ts'
import { slicedFiles } from './sliced-files.ts'

/** One entry for each file of TS slices that reaches into the span, the one that is recorded now included. */
export const describeLiveStreamRecordContent = handledBy(
  liveActions.describeLiveStreamRecordContent,
  async ({ context }, parameters) => {
    await findDomain(context, parameters.DomainName)
    const files = await slicedFiles(context, streamOf(parameters), parameters)
    const read = recordingReader(context)
    const shown = files.map(async (file) => {
      const recording = await read(file.recordingId)
      return renderContent(file, await shownStorage(context, targetOfFile(file, recording)))
    })
    return { RecordContentInfoList: { RecordContentInfo: await Promise.all(shown) } }
  },
)
