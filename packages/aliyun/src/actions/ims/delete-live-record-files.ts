import { z } from 'zod'
import { answering } from '../action-spec.ts'
import { boolean, texts } from '../parameter-types.ts'

export const deleteLiveRecordFiles = answering<{
  Message: string
  DeleteFileInfoList: { RecordId: string; Code: string; Message: string }[]
}>()({
  product: 'ims',
  name: 'DeleteLiveRecordFiles',
  access: 'write',
  requestsPerSecond: 50,
  parameters: z.object({ RecordIds: texts(20), RemoveFile: boolean().default(false) }),
})
