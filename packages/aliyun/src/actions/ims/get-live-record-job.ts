import { z } from 'zod'
import type { ImsJob } from '../../ims/render-job.ts'
import { answering } from '../action-spec.ts'
import { text } from '../parameter-types.ts'

export const getLiveRecordJob = answering<{ RecordJob: ImsJob }>()({
  product: 'ims',
  name: 'GetLiveRecordJob',
  access: 'read',
  requestsPerSecond: 100,
  parameters: z.object({ JobId: text(64) }),
})
