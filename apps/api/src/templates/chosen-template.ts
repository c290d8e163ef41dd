import { TapedeckError, type TemplateInput, toTemplate } from '@tapedeck/contracts'
import { type RecordingTemplate, snapshotOf } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { assertReceivers } from '../webhooks/accepted-receiver.ts'

/** The error of a request that names a template which is not there. */
export const templateMissing = (id: string): TapedeckError =>
  new TapedeckError('TEMPLATE_NOT_FOUND', {
    detail: `templateId: there is no template "${id}"`,
    problems: [{ field: 'templateId', message: 'is not the id of a template' }],
  })

/**
 * The template of a request, which gives it as a whole or by its id.
 * @throws TapedeckError TEMPLATE_NOT_FOUND, WEBHOOK_ADDRESS_REFUSED, naming the field
 */
export const chosenTemplate = async (
  context: Pick<ApiContext, 'store' | 'config'>,
  {
    templateId = '',
    template,
  }: { templateId?: string | undefined; template?: TemplateInput | undefined },
): Promise<RecordingTemplate> => {
  if (template !== undefined) {
    assertReceivers(context, { field: 'template.notifyUrl', url: template.notifyUrl })
    return toTemplate(template)
  }
  const stored = await context.store.templates.get(templateId)
  if (stored === null) throw templateMissing(templateId)
  return snapshotOf(stored)
}
