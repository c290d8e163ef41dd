import { outputOf, type RecordingFile } from './recording-file.ts'
import type { RecordingTemplate } from './template.ts'

type Retained = Pick<RecordingTemplate, 'formats' | 'retentionSeconds'>

/** Seconds for which the files of an output stay in storage, counted from the end of each; null for ever. */
export const retentionSecondsOf = (template: Retained, output: string): number | null =>
  template.formats.find(({ name }) => name === output)?.retentionSeconds ??
  template.retentionSeconds ??
  null

/** When a file's objects are to be removed, Unix milliseconds; null never. */
export const removalDueAtMs = (template: Retained, file: RecordingFile): number | null => {
  const seconds = retentionSecondsOf(template, outputOf(file))
  return seconds === null ? null : file.endedAtMs + seconds * 1000
}

/** True when files of any output are removed one day. */
export const hasRetention = (template: Retained): boolean =>
  template.formats.some(({ name }) => retentionSecondsOf(template, name) !== null)

/** Every object of a file: the file or playlist itself first, then slices, init segment and poster. */
export const objectKeysOf = (
  file: Pick<RecordingFile, 'key' | 'slices' | 'initKey' | 'poster'>,
): string[] => [
  file.key,
  ...file.slices.map(({ key }) => key),
  ...(file.initKey === null ? [] : [file.initKey]),
  ...(file.poster === undefined ? [] : [file.poster.key]),
]
