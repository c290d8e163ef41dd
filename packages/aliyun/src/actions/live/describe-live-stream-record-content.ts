import { z } from 'zod'
import type { RecordContentInfo } from '../../live/render-content.ts'
import { streamParameters } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'
import { time } from '../parameter-types.ts'
import { spanOf } from '../time-span.ts'

export const describeLiveStreamRecordContent = answering<{
  RecordContentInfoList: { RecordContentInfo: RecordContentInfo[] }
}>()({
  product: 'live',
  name: 'DescribeLiveStreamRecordContent',
  access: 'read',
  requestsPerSecond: 50,
  messages: {
    'InvalidEndTime.Mismatch': 'Specified end time does not math the specified start time.',
  },
  parameters: z
    .object({ ...streamParameters, StartTime: time(), EndTime: time() })
    .superRefine(spanOf({ days: 4, code: 'InvalidEndTime.Mismatch' })),
})
