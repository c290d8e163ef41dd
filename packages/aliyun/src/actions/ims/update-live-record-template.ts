import { z } from 'zod'
import { recordFormatsSchema } from '../../ims/record-format-schema.ts'
import { answering } from '../action-spec.ts'
import { text } from '../parameter-types.ts'

export const updateLiveRecordTemplate = answering()({
  product: 'ims',
  name: 'UpdateLiveRecordTemplate',
  access: 'write',
  requestsPerSecond: 30,
  parameters: z.object({
    TemplateId: text(64),
    Name: text(128),
    RecordFormat: recordFormatsSchema,
  }),
})
