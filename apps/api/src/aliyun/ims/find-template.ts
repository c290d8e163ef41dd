import { imsError, presetTemplate } from '@tapedeck/aliyun'
import type { StoredTemplate } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'

/**
 * A template by its id: a preset one, or one that a user made, whichever API he used.
 * @throws AliyunError ResourceNotFound
 */
export const findImsTemplate = async (
  { store }: Pick<ApiContext, 'store'>,
  id: string,
): Promise<StoredTemplate> => {
  const template = presetTemplate(id) ?? (await store.templates.get(id))
  if (template === null) throw imsError('ResourceNotFound')
  return template
}

/**
 * The same of one that may be changed.
 * @throws AliyunError Forbidden for a preset one
 */
export const findCustomTemplate = async (
  context: Pick<ApiContext, 'store'>,
  id: string,
): Promise<StoredTemplate> => {
  if (presetTemplate(id) !== null) throw imsError('Forbidden')
  return findImsTemplate(context, id)
}
