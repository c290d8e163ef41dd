import { z } from 'zod'
import { type ImsJob, jobStatuses } from '../../ims/render-job.ts'
import { answering } from '../action-spec.ts'
import { pageParameters } from '../page-parameters.ts'
import { order, text, time } from '../parameter-types.ts'
import { spanOf } from '../time-span.ts'

export const listLiveRecordJobs = answering<{
  PageNo: number
  PageSize: number
  SortBy: 'asc' | 'desc'
  TotalCount: number
  LiveRecordJobs: ImsJob[]
}>()({
  product: 'ims',
  name: 'ListLiveRecordJobs',
  access: 'read',
  requestsPerSecond: 100,
  parameters: z
    .object({
      StartTime: time().optional(),
      EndTime: time().optional(),
      Keyword: text(128).optional(),
      Status: z.string().toLowerCase().pipe(z.enum(jobStatuses)).optional(),
      SortBy: order('desc'),
      ...pageParameters({ min: 1, max: 100 }),
    })
    .superRefine(spanOf({ days: 30, code: 'InvalidParameter' })),
})
