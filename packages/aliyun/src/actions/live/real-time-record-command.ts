import { z } from 'zod'
import { streamParameters } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'

export const realTimeRecordCommand = answering()({
  product: 'live',
  name: 'RealTimeRecordCommand',
  access: 'write',
  requestsPerSecond: 50,
  refusals: { missing: 'MissingParam', malformed: 'MalformedParam' },
  parameters: z.object({
    ...streamParameters,
    Command: z.enum(['start', 'stop', 'cancel_delay', 'restart']),
  }),
})
