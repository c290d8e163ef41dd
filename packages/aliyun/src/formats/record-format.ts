import {
  defaultCycleSeconds,
  type FormatPlan,
  isSliced,
  type OutputFormat,
  plainOutput,
  templateLimits,
} from '@tapedeck/domain'

/** One format of a template or rule as both products write it, read and with defaults filled in. */
export type RecordFormat = {
  Format: OutputFormat
  CycleDuration?: number | undefined
  OssObjectPrefix: string
  SliceDuration?: number | undefined
  SliceOssObjectPrefix?: string | undefined
}

/** As it is answered. What only m3u8 and cmaf have is absent of the others. */
export type RecordFormatAnswer = {
  Format: string
  CycleDuration: number
  OssObjectPrefix: string
  SliceDuration?: number
  SliceOssObjectPrefix?: string
}

/** Seconds of a cycle: the old minimum of 15 minutes is not asked for, 5 s are enough here; 6 hours are the vendor's most. */
export const cycleDurationRange = { min: templateLimits.cycleSeconds.min, max: 21_600 }

/** A format as templates hold it; what the foreign API cannot say of an output is kept from `former`. */
export const toFormatPlan = (
  input: RecordFormat,
  cycleSeconds = defaultCycleSeconds[input.Format],
  former: FormatPlan | null = null,
): FormatPlan => {
  const sliced = isSliced(input.Format)
  return {
    ...plainOutput,
    maxBytes: null,
    name: input.Format,
    ...former,
    format: input.Format,
    cycleSeconds: input.CycleDuration ?? cycleSeconds,
    objectPattern: input.OssObjectPrefix,
    sliceSeconds: sliced ? (input.SliceDuration ?? templateLimits.sliceSeconds.default) : null,
    slicePattern: sliced ? (input.SliceOssObjectPrefix ?? null) : null,
  }
}

/** A format of a template as both products answer it. */
export const renderRecordFormat = (plan: FormatPlan): RecordFormatAnswer => ({
  Format: plan.format,
  CycleDuration: plan.cycleSeconds,
  OssObjectPrefix: plan.objectPattern,
  ...(plan.sliceSeconds === null ? {} : { SliceDuration: plan.sliceSeconds }),
  ...(plan.slicePattern === null ? {} : { SliceOssObjectPrefix: plan.slicePattern }),
})
