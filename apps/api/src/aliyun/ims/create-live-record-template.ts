import { imsActions, toImsTemplate } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'

export const createLiveRecordTemplate = handledBy(
  imsActions.createLiveRecordTemplate,
  async ({ context }, parameters) => {
    const { id } = await context.store.templates.create(toImsTemplate(parameters))
    return { TemplateId: id }
  },
)
