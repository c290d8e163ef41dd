import { patternPartSchema } from '@tapedeck/contracts'
import { z } from 'zod'
import type { LiveAppRecord } from '../../live/render-record-config.ts'
import { domainParameter } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'
import { type LivePage, livePageParameters } from '../page-parameters.ts'
import { order } from '../parameter-types.ts'

export const describeLiveRecordConfig = answering<
  LivePage & { Order: 'asc' | 'desc'; LiveAppRecordList: { LiveAppRecord: LiveAppRecord[] } }
>()({
  product: 'live',
  name: 'DescribeLiveRecordConfig',
  access: 'read',
  requestsPerSecond: 100,
  parameters: z.object({
    ...domainParameter,
    AppName: patternPartSchema.optional(),
    StreamName: patternPartSchema.optional(),
    Order: order('asc'),
    ...livePageParameters({ min: 5, max: 30 }),
  }),
})
