import { z } from 'zod'
import { patternParameters } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'

export const deleteLiveAppRecordConfig = answering()({
  product: 'live',
  name: 'DeleteLiveAppRecordConfig',
  access: 'write',
  requestsPerSecond: 50,
  parameters: z.object(patternParameters),
})
