import type { Schemas } from '@tapedeck/client'
import { isSliced, type OutputFormat } from '@tapedeck/domain'
import { UsageError } from '../input/usage-error.ts'

/** What the options of `record` say of the recording. */
export type RecordOptions = {
  id?: string
  name?: string
  template?: string
  format?: OutputFormat[]
  cycle?: number
  slice?: number
  wait?: number
  mergeWindow?: number
  pattern?: string
  storage?: string
  notifyUrl?: string
  tag?: string[]
}

type NewRecording = Schemas['NewRecording']
type Format = Schemas['Format']

const defaultPattern = '{AppName}/{StreamName}/{RecordingId}/{Output}_{Sequence}_{EscapedStartTime}'
const slicePattern = '{AppName}/{StreamName}/{RecordingId}/{Output}/{UnixTimestamp}_{Sequence}'
const ofTemplate = ['format', 'cycle', 'slice', 'wait', 'mergeWindow', 'pattern'] as const

const formatOf = (format: OutputFormat, options: RecordOptions): Format => {
  const objectPattern = options.pattern ?? defaultPattern
  const { cycle, slice } = options
  return {
    format,
    objectPattern,
    ...(cycle === undefined ? {} : { cycleSeconds: cycle }),
    ...(isSliced(format) ? { slicePattern } : {}),
    ...(isSliced(format) && slice !== undefined ? { sliceSeconds: slice } : {}),
  }
}

const templateOf = (options: RecordOptions): NonNullable<NewRecording['template']> => ({
  name: options.name ?? 'command line',
  formats: (options.format ?? ['mp4']).map((format) => formatOf(format, options)),
  ...(options.wait === undefined ? {} : { waitSeconds: options.wait }),
  ...(options.mergeWindow === undefined ? {} : { mergeWindowSeconds: options.mergeWindow }),
})

const given = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>

/**
 * The request that records a stream as the options say: by a stored template, or by one made of the options.
 * @throws UsageError when options contradict each other
 */
export const recordRequest = (url: string, options: RecordOptions): NewRecording => {
  const { id, name, template, storage, notifyUrl, tag } = options
  const contradicting = ofTemplate.find((option) => options[option] !== undefined)
  if (template !== undefined && contradicting !== undefined)
    throw new UsageError('--template says how it is recorded: no other option may')
  const { slice, format = ['mp4'] } = options
  if (slice !== undefined && !format.some(isSliced))
    throw new UsageError('--slice is only for --format m3u8 and cmaf')
  return {
    source: { type: 'rtmp', url },
    ...(template === undefined ? { template: templateOf(options) } : { templateId: template }),
    ...(storage === undefined ? {} : { storage: { type: 's3' as const, storage } }),
    ...given({ id, name, notifyUrl, tags: tag }),
  } as NewRecording
}
