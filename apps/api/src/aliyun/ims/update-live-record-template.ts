import { changedImsTemplate, imsActions, imsError } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { findCustomTemplate } from './find-template.ts'

export const updateLiveRecordTemplate = handledBy(
  imsActions.updateLiveRecordTemplate,
  async ({ context }, { TemplateId, ...parameters }) => {
    const stored = await findCustomTemplate(context, TemplateId)
    const changed = changedImsTemplate(stored, parameters)
    if ((await context.store.templates.replace(TemplateId, changed)) === null)
      throw imsError('ResourceNotFound')
    return {}
  },
)
