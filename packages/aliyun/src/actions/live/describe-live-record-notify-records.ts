import { z } from 'zod'
import type { NotifyRecord } from '../../live/notify-record.ts'
import { domainParameter } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'
import type { LivePage } from '../page-parameters.ts'
import { integer, text, time } from '../parameter-types.ts'
import { spanOf } from '../time-span.ts'

export const describeLiveRecordNotifyRecords = answering<
  LivePage & { Code: number; Msg: string; CallbackList: NotifyRecord[] }
>()({
  product: 'live',
  name: 'DescribeLiveRecordNotifyRecords',
  access: 'read',
  requestsPerSecond: 100,
  parameters: z
    .object({
      ...domainParameter,
      AppName: text(255).optional(),
      StreamName: text(255).optional(),
      StartTime: time(),
      EndTime: time(),
      Status: z.enum(['success', 'failed']).optional(),
      StorageType: z.enum(['oss', 'vod', 'all']).default('all'),
      PageNumber: integer({ min: 1, max: 100_000 }).default(1),
      PageSize: integer({ min: 1, max: 500 }).default(20),
    })
    .superRefine(spanOf({ days: 7, code: 'InvalidEndTime.Mismatch' })),
})
