import type { Schemas } from '@tapedeck/client'
import { wordsOf } from '../../forms/form-part.ts'
import {
  emptyTemplate,
  type TemplateForm,
  templateFieldOf,
  templateOf,
} from '../../forms/template-form.ts'

/** What the form holds, as it was typed. */
export type RecordingForm = TemplateForm & {
  url: string
  name: string
  /** Id of a saved template; empty for settings of its own. */
  templateId: string
  /** Name of a registered storage; empty for the configured one. */
  storage: string
  notifyUrl: string
  tags: string
}

export const emptyForm: RecordingForm = {
  ...emptyTemplate,
  url: '',
  name: '',
  templateId: '',
  storage: '',
  notifyUrl: '',
  tags: '',
}

/** The request that a form stands for; what was left empty is left out. */
export const requestOf = (form: RecordingForm): Schemas['NewRecording'] => {
  const tags = wordsOf(form.tags)
  return {
    source: { type: 'rtmp', url: form.url.trim() },
    ...(form.templateId === '' ? { template: templateOf(form) } : { templateId: form.templateId }),
    ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
    ...(form.storage === '' ? {} : { storage: { type: 's3', storage: form.storage } }),
    ...(form.notifyUrl.trim() === '' ? {} : { notifyUrl: form.notifyUrl.trim() }),
    ...(tags.length === 0 ? {} : { tags }),
  }
}

/** Fields of the form by those of the request. */
const fieldPrefixes: [prefix: string, field: keyof RecordingForm][] = [
  ['source', 'url'],
  ['name', 'name'],
  ['templateId', 'templateId'],
  ['storage', 'storage'],
  ['notifyUrl', 'notifyUrl'],
  ['tags', 'tags'],
]

/** The field of the form for one of the request; null when none shows it. */
export const recordingFieldOf = (path: string): keyof RecordingForm | null => {
  const found = fieldPrefixes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))
  return found?.[1] ?? templateFieldOf(path)
}
