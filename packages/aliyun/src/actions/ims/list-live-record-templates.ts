import { z } from 'zod'
import type { ImsTemplate } from '../../ims/render-template.ts'
import { answering } from '../action-spec.ts'
import { pageParameters } from '../page-parameters.ts'
import { order, text, texts } from '../parameter-types.ts'

export const listLiveRecordTemplates = answering<{
  PageNo: number
  PageSize: number
  SortBy: 'asc' | 'desc'
  TotalCount: number
  RecordTemplateList: ImsTemplate[]
}>()({
  product: 'ims',
  name: 'ListLiveRecordTemplates',
  access: 'read',
  requestsPerSecond: 100,
  parameters: z.object({
    Keyword: text(128).optional(),
    TemplateIds: texts(100).optional(),
    Type: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['system', 'custom']))
      .optional(),
    SortBy: order('desc'),
    ...pageParameters({ min: 1, max: 100 }),
  }),
})
