import type { Schemas } from '@tapedeck/client'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
export type Format = (typeof formats)[number]

/** The outputs that can be chosen, with what they are for. */
export const formatChoices: readonly { format: Format; label: string; hint: string }[] = [
  { format: 'mp4', label: 'MP4', hint: 'for editing and download' },
  { format: 'm3u8', label: 'HLS with TS', hint: 'for playback while it records' },
  { format: 'cmaf', label: 'HLS with CMAF', hint: 'the same, for newer codecs' },
  { format: 'flv', label: 'FLV', hint: 'for systems that ask for it' },
]

/** What the form holds, as it was typed. */
export type RecordingForm = {
  url: string
  name: string
  /** Id of a saved template; empty for the settings below. */
  templateId: string
  formats: readonly Format[]
  cycleMinutes: string
  waitMinutes: string
  objectPattern: string
  /** Name of a registered storage; empty for the configured one. */
  storage: string
  notifyUrl: string
  tags: string
}

export const emptyForm: RecordingForm = {
  url: '',
  name: '',
  templateId: '',
  formats: ['mp4'],
  cycleMinutes: '60',
  waitMinutes: '3',
  objectPattern: 'record/{AppName}/{StreamName}/{EscapedStartTime}_{EscapedEndTime}',
  storage: '',
  notifyUrl: '',
  tags: '',
}

const isSliced = (format: Format): boolean => format === 'm3u8' || format === 'cmaf'

/** Slices lie beside the file that names them, in a directory of their format. */
const slicePatternOf = (objectPattern: string, format: Format): string => {
  const directory = objectPattern.split('/').slice(0, -1)
  return [...directory, `${format}-slices`, '{UnixTimestamp}_{Sequence}'].join('/')
}

const secondsOf = (minutes: string): number => Math.round(Number(minutes) * 60)

const templateOf = (form: RecordingForm): Schemas['NewTemplate'] => ({
  name: 'By hand',
  formats: form.formats.map((format) => ({
    format,
    cycleSeconds: secondsOf(form.cycleMinutes),
    objectPattern: form.objectPattern,
    ...(isSliced(format) ? { slicePattern: slicePatternOf(form.objectPattern, format) } : {}),
  })),
  waitSeconds: secondsOf(form.waitMinutes),
})

const tagsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

/** The request that a form stands for; what was left empty is left out. */
export const requestOf = (form: RecordingForm): Schemas['NewRecording'] => {
  const tags = tagsOf(form.tags)
  return {
    source: { type: 'rtmp', url: form.url.trim() },
    ...(form.templateId === '' ? { template: templateOf(form) } : { templateId: form.templateId }),
    ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
    ...(form.storage === '' ? {} : { storage: { type: 's3', storage: form.storage } }),
    ...(form.notifyUrl.trim() === '' ? {} : { notifyUrl: form.notifyUrl.trim() }),
    ...(tags.length === 0 ? {} : { tags }),
  }
}

/** Fields of the form by those of the request. The longest that fits counts. */
const fieldPrefixes: [prefix: string, field: keyof RecordingForm][] = [
  ['source', 'url'],
  ['name', 'name'],
  ['templateId', 'templateId'],
  ['template.waitSeconds', 'waitMinutes'],
  ['storage', 'storage'],
  ['notifyUrl', 'notifyUrl'],
  ['tags', 'tags'],
]

const fieldOf = (path: string): keyof RecordingForm | null => {
  if (path.endsWith('.objectPattern') || path.endsWith('.slicePattern')) return 'objectPattern'
  if (path.endsWith('.cycleSeconds')) return 'cycleMinutes'
  if (path.startsWith('template.formats')) return 'formats'
  const found = fieldPrefixes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))
  return found?.[1] ?? null
}

export type FormProblems = Partial<Record<keyof RecordingForm, string>>

/** What each part of the form is given. */
export type FormPart = {
  form: RecordingForm
  problems: FormProblems
  onChange(changes: Partial<RecordingForm>): void
}

/** What the API said of the request, at the fields of the form; the first problem of each. */
export const problemsByField = (
  problems: readonly { field: string; message: string }[],
): FormProblems => {
  const found: FormProblems = {}
  for (const { field, message } of problems) {
    const key = fieldOf(field.replace(/^body\./, ''))
    if (key !== null) found[key] ??= message
  }
  return found
}
