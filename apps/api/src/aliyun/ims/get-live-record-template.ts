import { imsActions, imsError, renderTemplate, renderTemplateOfJob } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { findJob } from './find-job.ts'
import { findImsTemplate } from './find-template.ts'

/** With a JobId it is the job's own copy, which stays as it was when the template is changed or deleted. */
export const getLiveRecordTemplate = handledBy(
  imsActions.getLiveRecordTemplate,
  async ({ context }, { TemplateId, JobId }) => {
    if (JobId === undefined)
      return { RecordTemplate: renderTemplate(await findImsTemplate(context, TemplateId)) }
    const recording = await findJob(context, JobId)
    if (recording.templateId !== TemplateId) throw imsError('ResourceNotFound')
    const { template, createdAtMs } = recording
    return { RecordTemplate: renderTemplateOfJob(TemplateId, template, createdAtMs) }
  },
)
