import {
  addTemplateSchema,
  CdnetworksError,
  modifyTemplateSchema,
  planTemplate,
  queryTemplateSchema,
  readFields,
  renderTemplate,
  type TemplateNote,
  type TemplateWish,
  wishOfAdd,
  wishOfModify,
} from '@tapedeck/cdnetworks'
import type { StoredTemplate } from '@tapedeck/domain'
import type { DialectNote } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'
import { assertStorageConfigured } from '../recordings/accepted-storage.ts'
import { assertReceivers } from '../webhooks/accepted-receiver.ts'
import type { Operation } from './operation.ts'
import { placeOfTemplate, registerStorage, releaseStorage } from './template-storage.ts'
import { assertNotRecording } from './template-use.ts'

const kind = 'cdnetworks-template'

/** A template as both sides know it. */
export type FoundTemplate = { number: number; note: TemplateNote; template: StoredTemplate }

const templateMissing = (templateId: string): CdnetworksError =>
  new CdnetworksError('TEMPLATE_NOT_FOUND', `There is no template "${templateId}".`)

/** The template behind a note; a note whose template was removed by other means is forgotten. */
const templateOf = async (
  { store }: ApiContext,
  kept: DialectNote,
): Promise<FoundTemplate | null> => {
  const template = await store.templates.get(kept.id)
  if (template === null) {
    await store.dialectNotes.remove(kind, kept.id)
    return null
  }
  return { number: kept.number, note: kept.note as TemplateNote, template }
}

/**
 * The template that a client calls by its number.
 * @throws CdnetworksError 404
 */
export const findTemplate = async (
  context: ApiContext,
  templateId: string,
): Promise<FoundTemplate> => {
  const number = /^\d{1,15}$/.test(templateId) ? Number(templateId) : null
  const kept = number === null ? null : await context.store.dialectNotes.byNumber(kind, number)
  const found = kept && (await templateOf(context, kept))
  if (found === null) throw templateMissing(templateId)
  return found
}

/** The template as it is recorded with, after everything that could be wrong with it. */
const acceptedTemplate = async (
  context: ApiContext,
  wish: TemplateWish,
  former: TemplateNote | null,
): Promise<{ template: ReturnType<typeof planTemplate>; note: TemplateNote }> => {
  assertReceivers(context, { field: 'notifyUrl', url: wish.notifyUrl })
  const { name, targetOf } = await placeOfTemplate(context, wish)
  const template = planTemplate(wish, targetOf)
  await registerStorage(context, wish, former)
  await assertStorageConfigured(context, template)
  const { region, mgrUrl, ak, recordParams } = wish
  return { template, note: { region, mgrUrl, ak, storage: name, recordParams } }
}

/** AddRecordingParameterTemplate. */
export const addTemplate: Operation = async (context, { fields }) => {
  const { store } = context
  const wish = wishOfAdd(readFields(addTemplateSchema, fields))
  const { template, note } = await acceptedTemplate(context, wish, null)
  const { id } = await store.templates.create(template)
  const { number } = await store.dialectNotes.put(kind, id, note)
  return { templateId: String(number) }
}

/** ModifyRecordingParameterTemplate. */
export const modifyTemplate: Operation = async (context, { id, fields }) => {
  const { store } = context
  const former = await findTemplate(context, id)
  const changes = readFields(modifyTemplateSchema, fields)
  await assertNotRecording(context, former.template.id)
  const wish = wishOfModify(changes, former.note, former.template)
  const { template, note } = await acceptedTemplate(context, wish, former.note)
  const { tags, renditions, thumbnails, posters } = former.template
  const whole = { ...template, tags, renditions, thumbnails, posters }
  if ((await store.templates.replace(former.template.id, whole)) === null) throw templateMissing(id)
  await store.dialectNotes.put(kind, former.template.id, note)
  if (former.note.storage !== note.storage) await releaseStorage(context, former.note.storage)
}

/** DeleteRecordingParameterTemplate. */
export const deleteTemplate: Operation = async (context, { id }) => {
  const { store } = context
  const { template, note } = await findTemplate(context, id)
  await assertNotRecording(context, template.id)
  if ((await store.templates.remove(template.id)) === 'in_use')
    throw new CdnetworksError('TEMPLATE_IN_USE', 'Rules name the template: change or delete them.')
  await store.dialectNotes.remove(kind, template.id)
  await releaseStorage(context, note.storage)
}

const render = ({ number, note, template }: FoundTemplate) => renderTemplate(number, note, template)

/** QueryRecordingParameterTemplate: the one that is asked for, or all. */
export const queryTemplates: Operation = async (context, { fields }) => {
  const { templateId, pageNum, pageSize } = readFields(queryTemplateSchema, fields)
  if (templateId !== undefined) {
    const list = [render(await findTemplate(context, templateId))]
    return { total: 1, list }
  }
  const page = { offset: (pageNum - 1) * pageSize, limit: pageSize }
  const { notes, total } = await context.store.dialectNotes.list(kind, page)
  const found = await Promise.all(notes.map((note) => templateOf(context, note)))
  const list = found.filter((template) => template !== null).map(render)
  return { total: total - (found.length - list.length), list }
}
