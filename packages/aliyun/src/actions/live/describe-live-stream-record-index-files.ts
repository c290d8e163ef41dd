import { z } from 'zod'
import type { RecordIndexInfo } from '../../live/render-index-file.ts'
import { streamParameters } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'
import { type LivePage, livePageParameters } from '../page-parameters.ts'
import { order, time } from '../parameter-types.ts'
import { spanOf } from '../time-span.ts'

export const describeLiveStreamRecordIndexFiles = answering<
  LivePage & { Order: 'asc' | 'desc'; RecordIndexInfoList: { RecordIndexInfo: RecordIndexInfo[] } }
>()({
  product: 'live',
  name: 'DescribeLiveStreamRecordIndexFiles',
  access: 'read',
  requestsPerSecond: 15,
  parameters: z
    .object({
      ...streamParameters,
      StartTime: time(),
      EndTime: time(),
      Order: order('asc'),
      ...livePageParameters({ min: 5, max: 30 }),
    })
    .superRefine(spanOf({ days: 4, code: 'InvalidEndTime.Mismatch' })),
})
