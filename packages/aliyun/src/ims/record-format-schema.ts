import {
  alibabaObjectPatternProblems,
  defaultCycleSeconds,
  isSliced,
  slicePatternProblems,
  templateLimits,
} from '@tapedeck/domain'
import { z } from 'zod'
import { integer, json } from '../actions/parameter-types.ts'
import { cycleDurationRange } from '../formats/record-format.ts'
import { formatEntry } from '../formats/slice-parameters.ts'

const imsFormats = ['m3u8', 'flv', 'mp4'] as const

/** Where files go when a template does not say: the patterns of the documentation. */
const defaultObjectPrefix = 'record/{JobId}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}'
const defaultSlicePrefix = 'record/{JobId}/{UnixTimestamp}_{Sequence}'

/** IMS has one cycle for all formats when nothing is said: 6 hours. */
export const imsCycleSeconds = defaultCycleSeconds.m3u8

const itemSchema = z.object({
  Format: z.string().toLowerCase().pipe(z.enum(imsFormats)),
  CycleDuration: integer(cycleDurationRange).optional(),
  OssObjectPrefix: z
    .string()
    .default(defaultObjectPrefix)
    .refine((pattern) => alibabaObjectPatternProblems(pattern).length === 0),
  SliceDuration: integer(templateLimits.sliceSeconds).optional(),
  SliceOssObjectPrefix: z
    .string()
    .refine((pattern) => slicePatternProblems(pattern).length === 0)
    .optional(),
})

const withSlicePrefix = <T extends z.output<typeof itemSchema>>(item: T): T =>
  isSliced(item.Format)
    ? { ...item, SliceOssObjectPrefix: item.SliceOssObjectPrefix ?? defaultSlicePrefix }
    : item

/** `RecordFormat` of templates: JSON text or flattened; each format once. */
export const recordFormatsSchema = json(
  z
    .array(formatEntry(itemSchema.transform(withSlicePrefix)))
    .min(1)
    .max(imsFormats.length)
    .refine((items) => new Set(items.map(({ Format }) => Format)).size === items.length),
)
