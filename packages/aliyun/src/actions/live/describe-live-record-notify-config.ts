import { z } from 'zod'
import type { LiveRecordNotifyConfig } from '../../live/notify-config.ts'
import { domainParameter } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'

export const describeLiveRecordNotifyConfig = answering<{
  LiveRecordNotifyConfig: LiveRecordNotifyConfig
}>()({
  product: 'live',
  name: 'DescribeLiveRecordNotifyConfig',
  access: 'read',
  requestsPerSecond: 50,
  parameters: z.object(domainParameter),
})
