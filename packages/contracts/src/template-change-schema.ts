import type { RecordingTemplate } from '@tapedeck/domain'
import { z } from 'zod'
import { type FieldProblem, TapedeckError } from './tapedeck-error.ts'
import { type TemplateInput, templateFields, toTemplate } from './template-schema.ts'

const { name, formats, storage, notifyUrl, retentionSeconds, renditions, thumbnails, posters } =
  templateFields
const { waitSeconds, mergeWindowSeconds, notifyDialect, tags } = templateFields

/** What is to be changed of a template; what is absent stays. */
export const templateChangeSchema = z
  .strictObject({
    name: name.optional(),
    formats: formats
      .optional()
      .describe('Replaced as a whole; renditions that had the same ones get them, too'),
    waitSeconds,
    mergeWindowSeconds,
    storage: storage.nullable().describe('Replaced as a whole; null for the configured one'),
    notifyUrl: notifyUrl.nullable().describe('Null takes it away, with its dialect'),
    notifyDialect,
    tags,
    retentionSeconds: retentionSeconds.nullable().describe('Null for ever'),
    renditions: renditions.nullable().describe('Replaced as a whole; null takes them away'),
    thumbnails: thumbnails.nullable().describe('Replaced as a whole; null takes them away'),
    posters: posters.nullable().describe('Null takes them away'),
  })
  .meta({ id: 'TemplateChangeInput' })
export type TemplateChange = z.infer<typeof templateChangeSchema>

/** Settings that a change names, as a template has them: its defaults filled in, null where it takes one away. */
const namedSettings = (
  change: TemplateChange,
  known: RecordingTemplate,
): Partial<RecordingTemplate> => {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  const settings = Object.fromEntries(given.filter(([, value]) => value !== null))
  const filled = toTemplate({ name: known.name, formats: [], ...settings } as TemplateInput)
  const named = new Set(given.map(([field]) => field))
  return Object.fromEntries(Object.entries(filled).filter(([field]) => named.has(field)))
}

const sameFormats = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** Renditions without formats of their own have the template's. */
const renditionsOf = (
  known: RecordingTemplate,
  change: TemplateChange,
  after: RecordingTemplate,
): RecordingTemplate['renditions'] => {
  if (after.renditions === null) return null
  const hasOwn =
    change.renditions === undefined
      ? !sameFormats(known.renditions?.formats, known.formats)
      : change.renditions?.formats !== undefined
  return hasOwn ? after.renditions : { ...after.renditions, formats: after.formats }
}

const assertTogether = (template: RecordingTemplate, change: TemplateChange): void => {
  const problems: FieldProblem[] = []
  if (template.formats.length === 0 && (template.renditions?.formats.length ?? 0) === 0)
    problems.push({
      field: 'formats',
      message: 'must hold an output, unless renditions have formats of their own',
    })
  if (change.notifyDialect !== undefined && template.notifyUrl === null)
    problems.push({ field: 'notifyDialect', message: 'needs a notifyUrl' })
  if (problems.length === 0) return
  const detail = problems.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new TapedeckError('INPUT_INVALID', { detail, problems })
}

/**
 * The template with a change made; whatever its address shows as `***` stays as it is unless the change gives it anew.
 * @throws TapedeckError INPUT_INVALID
 */
export const changedTemplate = (
  known: RecordingTemplate,
  change: TemplateChange,
): RecordingTemplate => {
  const after = { ...known, ...namedSettings(change, known) }
  const changed: RecordingTemplate = {
    ...after,
    notifyDialect: after.notifyUrl === null ? 'standard' : after.notifyDialect,
    renditions: renditionsOf(known, change, after),
  }
  assertTogether(changed, change)
  return changed
}
