import { z } from 'zod'
import { answering } from '../action-spec.ts'
import { boolean, texts } from '../parameter-types.ts'

/** The document names no bound; ListLiveRecordFiles gives pages of 30. */
const maxFiles = 100

export const deleteLiveRecordFiles = answering<{
  Message: string
  DeleteFileInfoList: { RecordId: string; Code: string; Message: string }[]
}>()({
  product: 'ims',
  name: 'DeleteLiveRecordFiles',
  access: 'write',
  requestsPerSecond: 50,
  parameters: z.object({ RecordIds: texts(maxFiles), RemoveFile: boolean().default(false) }),
})
