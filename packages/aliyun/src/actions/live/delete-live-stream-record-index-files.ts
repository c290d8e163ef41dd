import { z } from 'zod'
import { streamParameters } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'
import { boolean, texts } from '../parameter-types.ts'

export const deleteLiveStreamRecordIndexFiles = answering<{
  Code: string
  Message: string
  RecordDeleteInfoList: { RecordDeleteInfo: { RecordId: string; Message: string }[] }
}>()({
  product: 'live',
  name: 'DeleteLiveStreamRecordIndexFiles',
  access: 'write',
  requestsPerSecond: 100,
  parameters: z.object({ ...streamParameters, RecordId: texts(20), RemoveFile: boolean() }),
})
