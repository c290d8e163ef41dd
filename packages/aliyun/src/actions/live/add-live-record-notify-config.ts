import { notifyConfigParameters } from '../../live/notify-parameters.ts'
import { answering } from '../action-spec.ts'

export const addLiveRecordNotifyConfig = answering()({
  product: 'live',
  name: 'AddLiveRecordNotifyConfig',
  access: 'write',
  requestsPerSecond: 30,
  parameters: notifyConfigParameters,
})
