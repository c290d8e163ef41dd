import { TapedeckError, type TemplateInput, toTemplate } from '@tapedeck/contracts'
import { type RecordingTemplate, snapshotOf } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** The error of a request that names a template which is not there. */
export const templateMissing = (id: string): TapedeckError =>
  new TapedeckError('TEMPLATE_NOT_FOUND', {
    detail: `templateId: there is no template "${id}"`,
    problems: [{ field: 'templateId', message: 'is not the id of a template' }],
  })

/**
 * The template of a request, which gives it as a whole or by its id.
 * @throws TapedeckError TEMPLATE_NOT_FOUND, naming the field
 */
export const chosenTemplate = async (
  { store }: ApiContext,
  {
    templateId = '',
    template,
  }: { templateId?: string | undefined; template?: TemplateInput | undefined },
): Promise<RecordingTemplate> => {
  if (template !== undefined) return toTemplate(template)
  const stored = await store.templates.get(templateId)
  if (stored === null) throw templateMissing(templateId)
  return snapshotOf(stored)
}
