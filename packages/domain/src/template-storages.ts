import type { FormatPlan, RecordingTemplate, StorageTarget } from './template.ts'

/** A storage that a template names, and the field that names it (`renditions.formats.0.storage`). */
export type NamedStorage = { field: string; target: StorageTarget }

const ofFormats = (formats: FormatPlan[], path: string): NamedStorage[] =>
  formats.flatMap(({ storage }, index) =>
    storage === null ? [] : [{ field: `${path}.${index}.storage`, target: storage }],
  )

/** Every storage that the outputs of a template name for themselves, those of its renditions last. */
export const outputStorages = (template: RecordingTemplate): NamedStorage[] => [
  ...ofFormats(template.formats, 'formats'),
  ...ofFormats(template.renditions?.formats ?? [], 'renditions.formats'),
]

/** Every storage that a template names. */
export const templateStorages = (template: RecordingTemplate): NamedStorage[] => [
  ...(template.storage === null ? [] : [{ field: 'storage', target: template.storage }]),
  ...outputStorages(template),
]

/**
 * The template with the storage of each output replaced: with its bucket filled in, so that a later change of the default
 * does not move what is being recorded.
 */
export const withOutputStorages = (
  template: RecordingTemplate,
  replace: (target: StorageTarget) => StorageTarget,
): RecordingTemplate => {
  const replaced = (formats: FormatPlan[]): FormatPlan[] =>
    formats.map((format) => ({
      ...format,
      storage: format.storage && replace(format.storage),
    }))
  const { renditions } = template
  return {
    ...template,
    formats: replaced(template.formats),
    renditions: renditions && { ...renditions, formats: replaced(renditions.formats) },
  }
}
