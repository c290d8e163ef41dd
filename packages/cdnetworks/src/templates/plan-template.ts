import {
  type FormatPlan,
  isSliced,
  plainTemplate,
  type RecordingTemplate,
  type StorageTarget,
  type TrackSelection,
  templateLimits,
} from '@tapedeck/domain'
import { CdnetworksError } from '../cdnetworks-error.ts'
import { planPath } from './file-path.ts'
import type { Fops, RecordParam } from './template-fields.ts'

const bytesPerMegabyte = 1024 * 1024
/** Of a pull whose `timeOut` is not told. */
const defaultTimeOutMs = 10_000

type Range = { min: number; max: number }
/** The nearest figure that can be recorded with: clients go on with what they sent, and Query answers it. */
const within = ({ min, max }: Range, value: number): number => Math.min(max, Math.max(min, value))

const isTold = (value: number | undefined): value is number => value !== undefined && value > 0

const cycleSecondsOf = ({ interval }: Fops): number =>
  isTold(interval) ? within(templateLimits.cycleSeconds, interval) : templateLimits.cycleSeconds.max

const maxBytesOf = ({ fileSize }: Fops): number | null =>
  isTold(fileSize) ? within(templateLimits.maxBytes, fileSize * bytesPerMegabyte) : null

const sliceSecondsOf = ({ fileFormat, segtime }: Fops): number | null => {
  if (!isSliced(fileFormat)) return null
  const { sliceSeconds } = templateLimits
  return isTold(segtime) ? within(sliceSeconds, segtime) : 10
}

const tracksOf = ({ removeAudio = 0, removeVideo = 0 }: Fops): TrackSelection => {
  if (removeAudio === 1) return 'video'
  return removeVideo === 1 ? 'audio' : 'all'
}

/** Seconds for which a pull is tried: each try takes `timeOut`; null when nothing is told. */
const pullSecondsOf = ({ timeOut, retryTimes }: Fops): number | null =>
  isTold(timeOut) || isTold(retryTimes)
    ? Math.ceil(((timeOut || defaultTimeOutMs) * (1 + (retryTimes ?? 0))) / 1000)
    : null

/** Merge window without `concat`: a hiccup of the network must not end a recording. */
const briefMergeSeconds = 30

/** How long is waited for a stream, and for one that broke off: by the most patient of the files. */
const patienceOf = (
  params: RecordParam[],
): Pick<RecordingTemplate, 'waitSeconds' | 'mergeWindowSeconds'> => {
  const told = params.map(({ fops }) => pullSecondsOf(fops)).filter((seconds) => seconds !== null)
  const pullSeconds = told.length === 0 ? null : Math.max(...told)
  const { waitSeconds, mergeWindowSeconds } = templateLimits
  const isMerged = params.some(({ fops }) => fops.concat === 1)
  const merge = isMerged ? mergeWindowSeconds.default : briefMergeSeconds
  return {
    waitSeconds: within(waitSeconds, pullSeconds ?? waitSeconds.default),
    mergeWindowSeconds: within(
      mergeWindowSeconds,
      isMerged ? Math.max(merge, pullSeconds ?? 0) : (pullSeconds ?? merge),
    ),
  }
}

/** The format for the first file of it, then numbered: names do not change while files are added behind. */
const namesOf = (params: RecordParam[]): string[] => {
  const counts = new Map<string, number>()
  return params.map(({ fops: { fileFormat } }) => {
    const count = (counts.get(fileFormat) ?? 0) + 1
    counts.set(fileFormat, count)
    return count === 1 ? fileFormat : `${fileFormat}-${count}`
  })
}

const isSamePlace = (a: RecordParam, b: RecordParam): boolean =>
  a.bucketName === b.bucketName &&
  a.fops.fileFormat === b.fops.fileFormat &&
  (a.filePath ?? '').trim() === (b.filePath ?? '').trim()

const problemsOf = (param: RecordParam, index: number): string[] =>
  param.fops.removeAudio === 1 && param.fops.removeVideo === 1
    ? [`recordParams.${index}.fops.removeVideo: nothing is left to record`]
    : []

/** What a template says, and where its files go. */
export type TemplateSaid = {
  templateName: string
  notifyUrl: string | null
  recordParams: RecordParam[]
}

/**
 * The template of Tapedeck that does what a template of CDNetworks says.
 * @param storageOf where a bucket is
 * @throws CdnetworksError 400, naming every field that is wrong
 */
export const planTemplate = (
  { templateName, notifyUrl, recordParams }: TemplateSaid,
  storageOf: (bucketName: string) => StorageTarget,
): RecordingTemplate => {
  const names = namesOf(recordParams)
  const problems: string[] = []
  const formats = recordParams.map((param, index): FormatPlan => {
    const { fops, bucketName, filePath, storageTime } = param
    const isShared = recordParams.slice(0, index).some((other) => isSamePlace(other, param))
    const path = planPath(filePath, fops.fileFormat, isShared)
    problems.push(
      ...path.problems.map((problem) => `recordParams.${index}.filePath: ${problem}`),
      ...problemsOf(param, index),
    )
    return {
      name: names[index] ?? fops.fileFormat,
      format: fops.fileFormat,
      cycleSeconds: cycleSecondsOf(fops),
      maxBytes: maxBytesOf(fops),
      objectPattern: 'objectPattern' in path ? path.objectPattern : '',
      sliceSeconds: sliceSecondsOf(fops),
      slicePattern: 'slicePattern' in path ? path.slicePattern : null,
      tracks: tracksOf(fops),
      storage: storageOf(bucketName),
      retentionSeconds: isTold(storageTime)
        ? within(templateLimits.retentionSeconds, storageTime)
        : null,
    }
  })
  if (problems.length > 0) throw new CdnetworksError('PARAMETER_INVALID', problems.join('; '))
  return {
    ...plainTemplate,
    name: templateName,
    formats,
    ...patienceOf(recordParams),
    // manifest and pictures lie with the first file, in the user's storage and not in that of the installation
    storage: formats[0]?.storage ?? null,
    notifyUrl,
    notifyDialect: 'cdnetworks',
    tags: [],
  }
}
