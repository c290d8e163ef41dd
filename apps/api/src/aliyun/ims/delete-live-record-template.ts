import { imsActions, imsError } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { findCustomTemplate } from './find-template.ts'

/** Jobs keep their own copy. A template that a rule of the native API names stays. */
export const deleteLiveRecordTemplate = handledBy(
  imsActions.deleteLiveRecordTemplate,
  async ({ context }, { TemplateId }) => {
    await findCustomTemplate(context, TemplateId)
    const outcome = await context.store.templates.remove(TemplateId)
    if (outcome === 'missing') throw imsError('ResourceNotFound')
    if (outcome === 'in_use') throw imsError('Forbidden')
    return {}
  },
)
