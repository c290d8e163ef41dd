import type { Schemas } from '@tapedeck/client'
import type { Dialect } from '../../../forms/dialect-choices.ts'
import { wordsOf } from '../../../forms/form-part.ts'
import {
  emptyTemplate,
  outputsOf,
  secondsOf,
  type TemplateForm,
  templateFieldOf,
} from '../../../forms/template-form.ts'
import { keptStorage, shownStorage, storageOf } from './template-storage.ts'

type Template = Schemas['Template']
type NewTemplate = Schemas['NewTemplate']
type TemplateChange = Schemas['TemplateChange']

/** What the form of a template that is saved holds, as it was typed. */
export type SavedTemplateForm = TemplateForm & {
  name: string
  /** Whether its outputs stay, which may be more than the form can show, or are set by it. */
  outputs: 'kept' | 'set'
  mergeMinutes: string
  /** Empty for ever. */
  retentionDays: string
  /** Empty for no pictures. */
  pictureSeconds: string
  /** Name of a registered storage, `keptStorage`, or empty for the configured one. */
  storage: string
  notifyUrl: string
  notifyDialect: Dialect
  tags: string
}

/** A template that is yet to be made. */
export const emptySavedTemplate: SavedTemplateForm = {
  ...emptyTemplate,
  name: '',
  outputs: 'set',
  mergeMinutes: '3',
  retentionDays: '',
  pictureSeconds: '',
  storage: '',
  notifyUrl: '',
  notifyDialect: 'standard',
  tags: '',
}

const secondsPerMinute = 60
const secondsPerDay = 86_400

const optionalText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value)

/** A template as the form shows it. */
export const formOfTemplate = (template: Template): SavedTemplateForm => {
  const [output] = template.formats
  const { retentionSeconds } = template
  return {
    name: template.name,
    outputs: 'kept',
    formats: [...new Set(template.formats.map(({ format }) => format))],
    cycleMinutes:
      output === undefined
        ? emptyTemplate.cycleMinutes
        : String(output.cycleSeconds / secondsPerMinute),
    objectPattern: output?.objectPattern ?? emptyTemplate.objectPattern,
    waitMinutes: String(template.waitSeconds / secondsPerMinute),
    mergeMinutes: String(template.mergeWindowSeconds / secondsPerMinute),
    retentionDays: optionalText(
      retentionSeconds === null ? null : retentionSeconds / secondsPerDay,
    ),
    pictureSeconds: optionalText(template.thumbnails?.intervalSeconds),
    storage: shownStorage(template.storage),
    notifyUrl: template.notifyUrl ?? '',
    notifyDialect: template.notifyDialect,
    tags: template.tags.join(', '),
  }
}

/** Pictures lie beside the files, in a directory of their own. */
const picturesOf = (form: SavedTemplateForm): NonNullable<NewTemplate['thumbnails']> => {
  const directory = form.objectPattern.split('/').slice(0, -1)
  return {
    intervalSeconds: Number(form.pictureSeconds),
    objectPattern: [...directory, 'pictures', '{UnixTimestamp}_{Sequence}'].join('/'),
  }
}

const retentionOf = ({ retentionDays }: SavedTemplateForm): number =>
  Math.round(Number(retentionDays) * secondsPerDay)

/** The template that a form stands for. */
export const newTemplateOf = (form: SavedTemplateForm): NewTemplate => {
  const storage = storageOf(form.storage)
  const notifyUrl = form.notifyUrl.trim()
  return {
    name: form.name.trim(),
    formats: outputsOf(form),
    waitSeconds: secondsOf(form.waitMinutes),
    mergeWindowSeconds: secondsOf(form.mergeMinutes),
    tags: wordsOf(form.tags),
    ...(storage ? { storage } : {}),
    ...(notifyUrl === '' ? {} : { notifyUrl, notifyDialect: form.notifyDialect }),
    ...(form.retentionDays === '' ? {} : { retentionSeconds: retentionOf(form) }),
    ...(form.pictureSeconds === '' ? {} : { thumbnails: picturesOf(form) }),
  }
}

const pictureChangeOf = (
  form: SavedTemplateForm,
  { thumbnails: known }: Template,
): NonNullable<TemplateChange['thumbnails']> | null => {
  if (form.pictureSeconds === '') return null
  return known === null
    ? picturesOf(form)
    : { ...known, intervalSeconds: Number(form.pictureSeconds) }
}

/** What a form changes of a template; what nobody touched, hence may be shown shortened, is left out. */
export const templateChangeOf = (form: SavedTemplateForm, template: Template): TemplateChange => {
  const before = formOfTemplate(template)
  const differs = (field: keyof SavedTemplateForm): boolean => form[field] !== before[field]
  const hasReceiver = form.notifyUrl.trim() !== ''
  return {
    ...(differs('name') ? { name: form.name.trim() } : {}),
    ...(form.outputs === 'set' ? { formats: outputsOf(form) } : {}),
    ...(differs('waitMinutes') ? { waitSeconds: secondsOf(form.waitMinutes) } : {}),
    ...(differs('mergeMinutes') ? { mergeWindowSeconds: secondsOf(form.mergeMinutes) } : {}),
    ...(differs('retentionDays')
      ? { retentionSeconds: form.retentionDays === '' ? null : retentionOf(form) }
      : {}),
    ...(differs('pictureSeconds') ? { thumbnails: pictureChangeOf(form, template) } : {}),
    ...(differs('storage') && form.storage !== keptStorage
      ? { storage: storageOf(form.storage) }
      : {}),
    ...(differs('notifyUrl') ? { notifyUrl: form.notifyUrl.trim() || null } : {}),
    ...(differs('notifyDialect') && hasReceiver ? { notifyDialect: form.notifyDialect } : {}),
    ...(differs('tags') ? { tags: wordsOf(form.tags) } : {}),
  }
}

const fields: Record<string, keyof SavedTemplateForm> = {
  name: 'name',
  mergeWindowSeconds: 'mergeMinutes',
  retentionSeconds: 'retentionDays',
  thumbnails: 'pictureSeconds',
  storage: 'storage',
  notifyUrl: 'notifyUrl',
  notifyDialect: 'notifyDialect',
  tags: 'tags',
}

/** The field of the form for one of the request; null when none shows it. */
export const savedTemplateFieldOf = (path: string): keyof SavedTemplateForm | null =>
  fields[path.split('.')[0] ?? ''] ?? templateFieldOf(`template.${path}`)
