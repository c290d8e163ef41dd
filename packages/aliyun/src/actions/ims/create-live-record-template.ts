import { z } from 'zod'
import { recordFormatsSchema } from '../../ims/record-format-schema.ts'
import { answering } from '../action-spec.ts'
import { text } from '../parameter-types.ts'

export const createLiveRecordTemplate = answering<{ TemplateId: string }>()({
  product: 'ims',
  name: 'CreateLiveRecordTemplate',
  access: 'write',
  requestsPerSecond: 30,
  parameters: z.object({ Name: text(128), RecordFormat: recordFormatsSchema }),
})
