import {
  defaultCycleSeconds,
  type FormatPlan,
  isSliced,
  objectPatternProblems,
  outputFormats,
  type RecordingTemplate,
  slicePatternProblems,
  templateLimits,
} from '@tapedeck/domain'
import { z } from 'zod'

const pattern = (problemsOf: (pattern: string) => string[]) =>
  z.string().superRefine((value, ctx) => {
    for (const message of problemsOf(value)) ctx.addIssue({ code: 'custom', message })
  })

/** An http or https URL to which events are posted. */
export const notifyUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .max(2048)

/** Where objects go; the endpoint and the credentials are configuration. */
export const storageSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('s3'),
      bucket: z
        .string()
        .regex(/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/, 'must be a bucket name')
        .optional(),
    }),
    z.strictObject({
      type: z.literal('filesystem'),
      directory: z
        .string()
        .regex(/^[A-Za-z0-9._-]+$/, 'must be one directory name below the configured root')
        .refine((name) => name !== '.' && name !== '..', 'must not be "." or ".."')
        .optional(),
    }),
  ])
  .meta({ id: 'Storage' })
export type StorageInput = z.infer<typeof storageSchema>

const { cycleSeconds, sliceSeconds, maxBytes, waitSeconds, mergeWindowSeconds, nameLength } =
  templateLimits

/** One output of a template. */
export const formatSchema = z
  .strictObject({
    format: z.enum(outputFormats),
    cycleSeconds: z.int().min(cycleSeconds.min).max(cycleSeconds.max).optional(),
    maxBytes: z.int().min(maxBytes.min).max(maxBytes.max).optional(),
    objectPattern: pattern(objectPatternProblems),
    sliceSeconds: z.int().min(sliceSeconds.min).max(sliceSeconds.max).optional(),
    slicePattern: pattern(slicePatternProblems).optional(),
  })
  .superRefine((value, ctx) => {
    const sliced = isSliced(value.format)
    if (sliced && value.slicePattern === undefined)
      ctx.addIssue({
        code: 'custom',
        path: ['slicePattern'],
        message: `is required for ${value.format}`,
      })
    for (const field of ['sliceSeconds', 'slicePattern'] as const)
      if (!sliced && value[field] !== undefined)
        ctx.addIssue({ code: 'custom', path: [field], message: 'is only for m3u8 and cmaf' })
  })
  .meta({ id: 'Format' })
export type FormatInput = z.infer<typeof formatSchema>

/** A template as it is sent. */
export const templateSchema = z
  .strictObject({
    name: z.string().min(1).max(nameLength),
    formats: z
      .array(formatSchema)
      .min(1)
      .max(outputFormats.length)
      .refine((formats) => new Set(formats.map((entry) => entry.format)).size === formats.length, {
        error: 'must name each format once',
      }),
    waitSeconds: z.int().min(waitSeconds.min).max(waitSeconds.max).optional(),
    mergeWindowSeconds: z.int().min(mergeWindowSeconds.min).max(mergeWindowSeconds.max).optional(),
    storage: storageSchema.optional(),
    notifyUrl: notifyUrlSchema.optional(),
  })
  .meta({ id: 'TemplateInput' })
export type TemplateInput = z.infer<typeof templateSchema>

const formatPlan = (input: FormatInput): FormatPlan => ({
  format: input.format,
  cycleSeconds: input.cycleSeconds ?? defaultCycleSeconds[input.format],
  maxBytes: input.maxBytes ?? null,
  objectPattern: input.objectPattern,
  sliceSeconds: isSliced(input.format) ? (input.sliceSeconds ?? sliceSeconds.default) : null,
  slicePattern: input.slicePattern ?? null,
})

/** Storage as stored. */
export const toStorageTarget = (input: StorageInput) =>
  input.type === 's3'
    ? { type: input.type, bucket: input.bucket ?? null }
    : { type: input.type, directory: input.directory ?? null }

/** Fills every default in. */
export const toTemplate = (input: TemplateInput): RecordingTemplate => ({
  name: input.name,
  formats: input.formats.map(formatPlan),
  waitSeconds: input.waitSeconds ?? waitSeconds.default,
  mergeWindowSeconds: input.mergeWindowSeconds ?? mergeWindowSeconds.default,
  storage: input.storage === undefined ? null : toStorageTarget(input.storage),
  notifyUrl: input.notifyUrl ?? null,
})

/** A template as it is answered: every default is filled in. */
export const templateViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    formats: z.array(
      z.object({
        format: z.enum(outputFormats),
        cycleSeconds: z.int(),
        maxBytes: z.int().nullable(),
        objectPattern: z.string(),
        sliceSeconds: z.int().nullable(),
        slicePattern: z.string().nullable(),
      }),
    ),
    waitSeconds: z.int(),
    mergeWindowSeconds: z.int(),
    storage: z.looseObject({ type: z.string() }).nullable(),
    notifyUrl: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Template' })
export type TemplateView = z.infer<typeof templateViewSchema>
