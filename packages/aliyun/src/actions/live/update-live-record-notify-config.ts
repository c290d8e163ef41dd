import { notifyConfigParameters } from '../../live/notify-parameters.ts'
import { answering } from '../action-spec.ts'

export const updateLiveRecordNotifyConfig = answering()({
  product: 'live',
  name: 'UpdateLiveRecordNotifyConfig',
  access: 'write',
  requestsPerSecond: 30,
  parameters: notifyConfigParameters,
})
