import { z } from 'zod'
import { answering } from '../action-spec.ts'
import { text } from '../parameter-types.ts'

export const deleteLiveRecordTemplate = answering()({
  product: 'ims',
  name: 'DeleteLiveRecordTemplate',
  access: 'write',
  requestsPerSecond: 30,
  parameters: z.object({ TemplateId: text(64) }),
})
