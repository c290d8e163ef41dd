import { z } from 'zod'
import { domainParameter } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'

export const deleteLiveRecordNotifyConfig = answering()({
  product: 'live',
  name: 'DeleteLiveRecordNotifyConfig',
  access: 'write',
  requestsPerSecond: 30,
  parameters: z.object(domainParameter),
})
