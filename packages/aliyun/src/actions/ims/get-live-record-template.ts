import { z } from 'zod'
import type { ImsTemplate } from '../../ims/render-template.ts'
import { answering } from '../action-spec.ts'
import { text } from '../parameter-types.ts'

export const getLiveRecordTemplate = answering<{ RecordTemplate: ImsTemplate }>()({
  product: 'ims',
  name: 'GetLiveRecordTemplate',
  access: 'read',
  requestsPerSecond: 100,
  parameters: z.object({ TemplateId: text(64), JobId: text(64).optional() }),
})
