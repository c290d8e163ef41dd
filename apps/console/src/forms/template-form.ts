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

/** How to record, as it was typed by those who have no saved template for it. */
export type TemplateForm = {
  formats: readonly Format[]
  cycleMinutes: string
  waitMinutes: string
  objectPattern: string
}

export const emptyTemplate: TemplateForm = {
  formats: ['mp4'],
  cycleMinutes: '60',
  waitMinutes: '3',
  objectPattern: 'record/{AppName}/{StreamName}/{EscapedStartTime}_{EscapedEndTime}',
}

const isSliced = (format: Format): boolean => format === 'm3u8' || format === 'cmaf'

/** Slices lie beside the file that names them, in a directory of their format. */
const slicePatternOf = (objectPattern: string, format: Format): string => {
  const directory = objectPattern.split('/').slice(0, -1)
  return [...directory, `${format}-slices`, '{UnixTimestamp}_{Sequence}'].join('/')
}

/** Seconds of typed minutes. */
export const secondsOf = (minutes: string): number => Math.round(Number(minutes) * 60)

/** The outputs that the settings stand for. */
export const outputsOf = (form: TemplateForm): Schemas['NewTemplate']['formats'] =>
  form.formats.map((format) => ({
    format,
    cycleSeconds: secondsOf(form.cycleMinutes),
    objectPattern: form.objectPattern,
    ...(isSliced(format) ? { slicePattern: slicePatternOf(form.objectPattern, format) } : {}),
  }))

/** The template that the settings stand for. */
export const templateOf = (form: TemplateForm): Schemas['NewTemplate'] => ({
  name: 'By hand',
  formats: outputsOf(form),
  waitSeconds: secondsOf(form.waitMinutes),
})

/** The field of the form for one of the template in a request; null when none shows it. */
export const templateFieldOf = (path: string): keyof TemplateForm | null => {
  if (!path.startsWith('template.')) return null
  if (path.endsWith('.objectPattern') || path.endsWith('.slicePattern')) return 'objectPattern'
  if (path.endsWith('.cycleSeconds')) return 'cycleMinutes'
  if (path === 'template.waitSeconds') return 'waitMinutes'
  return path.startsWith('template.formats') ? 'formats' : null
}
