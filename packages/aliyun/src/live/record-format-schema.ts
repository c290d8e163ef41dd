import {
  alibabaObjectPatternProblems,
  builtInRenditionNames,
  isSliced,
  outputFormats,
  slicePatternProblems,
  templateLimits,
} from '@tapedeck/domain'
import { z } from 'zod'
import { integer, json, refuseWith, texts } from '../actions/parameter-types.ts'
import { cycleDurationRange } from '../formats/record-format.ts'
import { formatEntry } from '../formats/slice-parameters.ts'

/** What both Add and Update say of a format. */
const durations = {
  Format: z.string().toLowerCase().pipe(z.enum(outputFormats)),
  CycleDuration: integer(cycleDurationRange).optional(),
  SliceDuration: integer(templateLimits.sliceSeconds).optional(),
}

const itemSchema = z
  .object({
    ...durations,
    OssObjectPrefix: z
      .string()
      .refine((pattern) => alibabaObjectPatternProblems(pattern).length === 0),
    SliceOssObjectPrefix: z
      .string()
      .refine((pattern) => slicePatternProblems(pattern).length === 0)
      .optional(),
  })
  .superRefine(({ Format, SliceOssObjectPrefix }, ctx) => {
    if (isSliced(Format) && SliceOssObjectPrefix === undefined)
      refuseWith(ctx, 'MissingSliceOssObjectPrefix')
  })

const eachFormatOnce = (items: { Format: string }[], ctx: z.RefinementCtx): void => {
  if (items.length === 0 || items.length > outputFormats.length)
    refuseWith(ctx, 'InvalidTemplateLength.Malformed')
  else if (new Set(items.map(({ Format }) => Format)).size !== items.length)
    refuseWith(ctx, 'InvalidFormat.IllegalOperation')
}

/** `RecordFormat` and `TranscodeRecordFormat` of AddLiveAppRecordConfig. */
export const addFormatsSchema = json(z.array(formatEntry(itemSchema)).superRefine(eachFormatOnce))

/** The same of UpdateLiveAppRecordConfig, which cannot change names. */
export const updateFormatsSchema = json(
  z.array(formatEntry(z.object(durations))).superRefine(eachFormatOnce),
)

const knownTemplate = (name: string): boolean =>
  builtInRenditionNames.some((known) => known === name)

/** `TranscodeTemplates`: the built-in ones. */
export const transcodeTemplatesSchema = texts(templateLimits.renditions * 2).superRefine(
  (names, ctx) => {
    if (names.includes('raw')) refuseWith(ctx, 'InvalidTemplate.ForbidRaw')
    else if (names.length > templateLimits.renditions || new Set(names).size !== names.length)
      refuseWith(ctx, 'InvalidTemplateLength.Malformed')
    else if (!names.every(knownTemplate))
      ctx.addIssue({ code: 'custom', message: 'names a template that is not built in' })
  },
)
