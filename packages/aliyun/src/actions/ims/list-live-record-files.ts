import { z } from 'zod'
import type { ImsFile } from '../../ims/render-file.ts'
import { answering } from '../action-spec.ts'
import { pageParameters } from '../page-parameters.ts'
import { order, texts, time } from '../parameter-types.ts'
import { spanOf } from '../time-span.ts'

/** PageSize and TotalCount are texts here: that is how the SDK declares them. */
export const listLiveRecordFiles = answering<{
  PageNo: number
  PageSize: string
  TotalCount: string
  SortBy: 'asc' | 'desc'
  Files: ImsFile[]
}>()({
  product: 'ims',
  name: 'ListLiveRecordFiles',
  access: 'read',
  requestsPerSecond: 100,
  parameters: z
    .object({
      JobIds: texts(100).optional(),
      RecordFormat: z
        .string()
        .toLowerCase()
        .pipe(z.enum(['m3u8', 'flv', 'mp4', 'cmaf']))
        .optional(),
      StartTime: time().optional(),
      EndTime: time().optional(),
      SortBy: order('asc'),
      ...pageParameters({ min: 5, max: 30 }),
    })
    .superRefine(spanOf({ days: 4, code: 'InvalidParameter' })),
})
