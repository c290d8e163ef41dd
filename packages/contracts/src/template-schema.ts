import {
  builtInRenditionNames,
  builtInRenditions,
  defaultAudioKbps,
  defaultCycleSeconds,
  type FormatPlan,
  isSliced,
  objectPatternProblems,
  outputFormats,
  patternOfOutput,
  type RecordingTemplate,
  type RenditionPlan,
  type RenditionProfile,
  slicePatternProblems,
  templateLimits,
  thumbnailPatternProblems,
  trackSelections,
} from '@tapedeck/domain'
import { z } from 'zod'
import {
  notificationFields,
  notificationViewFields,
  refuseLoneDialect,
} from './notification-schema.ts'
import { type StorageInput, storageSchema, toStorageTarget } from './storage-schema.ts'

const pattern = (problemsOf: (pattern: string) => string[]) =>
  z.string().superRefine((value, ctx) => {
    for (const message of problemsOf(value)) ctx.addIssue({ code: 'custom', message })
  })

const limits = templateLimits
const { sliceSeconds } = limits

const within = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max)

const outputName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, 'must be 1 to 32 letters, digits, "_" or "-"')

/** One output of a template. */
export const formatSchema = z
  .strictObject({
    name: outputName.optional().describe('Names the output; its format when absent'),
    format: z.enum(outputFormats),
    cycleSeconds: within(limits.cycleSeconds).optional(),
    maxBytes: within(limits.maxBytes).optional(),
    objectPattern: pattern(objectPatternProblems),
    sliceSeconds: within(sliceSeconds).optional(),
    slicePattern: pattern(slicePatternProblems).optional(),
    tracks: z.enum(trackSelections).optional().describe('Which tracks it holds; all when absent'),
    storage: storageSchema.optional().describe("The recording's when absent"),
    retentionSeconds: within(limits.retentionSeconds)
      .optional()
      .describe('How long its files stay in storage; as the template says when absent'),
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

const outputNameOf = ({ name, format }: FormatInput): string => name ?? format

/** Where files of an output go, as far as a template can tell: two outputs must not share it. */
const placeOf = (input: FormatInput): string => {
  const { format, storage, objectPattern } = input
  const own = patternOfOutput(objectPattern, { name: outputNameOf(input), format })
  return JSON.stringify([format, storage ?? null, own])
}

const isUnique = (values: string[]): boolean => new Set(values).size === values.length

const outputsSchema = z
  .array(formatSchema)
  .max(limits.outputs)
  .superRefine((formats, ctx) => {
    if (!isUnique(formats.map(outputNameOf)))
      ctx.addIssue({
        code: 'custom',
        message:
          'must have a name of its own for each output: give "name" where a format comes twice',
      })
    if (!isUnique(formats.map(placeOf)))
      ctx.addIssue({
        code: 'custom',
        message: 'must differ in objectPattern or storage where a format comes twice',
      })
  })

/** One rendition: the name of a built-in one, or one of its own. */
export const renditionSchema = z
  .union([
    z.enum(builtInRenditionNames).describe('A built-in rendition'),
    z.strictObject({
      name: outputName.refine((name) => name !== 'raw', 'must not be "raw"'),
      height: within(limits.renditionHeight).multipleOf(2),
      videoKbps: within(limits.renditionVideoKbps),
      audioKbps: within(limits.renditionAudioKbps).optional(),
      fps: within(limits.renditionFps).optional(),
    }),
  ])
  .meta({ id: 'Rendition' })
export type RenditionInput = z.infer<typeof renditionSchema>

const renditionsSchema = z
  .strictObject({
    profiles: z
      .array(renditionSchema)
      .min(1)
      .max(limits.renditions)
      .refine((profiles) => isUnique(profiles.map(renditionNameOf)), {
        error: 'must name each rendition once',
      }),
    formats: outputsSchema.min(1).optional().describe("The template's formats when absent"),
  })
  .meta({ id: 'Renditions' })

const thumbnailsSchema = z
  .strictObject({
    intervalSeconds: within(limits.thumbnailIntervalSeconds),
    width: within(limits.pictureWidth).optional(),
    objectPattern: pattern(thumbnailPatternProblems),
  })
  .meta({ id: 'Thumbnails' })

/** Fields of a template as they are sent. */
export const templateFields = {
  name: z.string().min(1).max(limits.nameLength),
  formats: outputsSchema.describe(
    'Of the stream as it is; may be empty when renditions have formats of their own',
  ),
  waitSeconds: within(limits.waitSeconds).optional(),
  mergeWindowSeconds: within(limits.mergeWindowSeconds).optional(),
  storage: storageSchema.optional(),
  ...notificationFields,
  retentionSeconds: within(limits.retentionSeconds)
    .optional()
    .describe('How long files stay in storage after their end; for ever when absent'),
  renditions: renditionsSchema
    .optional()
    .describe('Transcoded outputs; each becomes a recording of its own'),
  thumbnails: thumbnailsSchema.optional().describe('Pictures taken while it is recorded'),
  posters: z
    .strictObject({ width: within(limits.pictureWidth).optional() })
    .optional()
    .describe('A picture beside each file'),
}

/** A template as it is sent. */
export const templateSchema = z
  .strictObject(templateFields)
  .superRefine(refuseLoneDialect)
  .superRefine(({ formats, renditions }, ctx) => {
    if (formats.length === 0 && renditions?.formats === undefined)
      ctx.addIssue({
        code: 'custom',
        path: ['formats'],
        message: 'must hold an output, unless renditions have formats of their own',
      })
  })
  .meta({ id: 'TemplateInput' })
export type TemplateInput = z.infer<typeof templateSchema>

const storageOrNull = (input: StorageInput | undefined) =>
  input === undefined ? null : toStorageTarget(input)

const formatPlan = (input: FormatInput): FormatPlan => ({
  name: outputNameOf(input),
  format: input.format,
  cycleSeconds: input.cycleSeconds ?? defaultCycleSeconds[input.format],
  maxBytes: input.maxBytes ?? null,
  objectPattern: input.objectPattern,
  sliceSeconds: isSliced(input.format) ? (input.sliceSeconds ?? sliceSeconds.default) : null,
  slicePattern: input.slicePattern ?? null,
  tracks: input.tracks ?? 'all',
  storage: storageOrNull(input.storage),
  retentionSeconds: input.retentionSeconds ?? null,
})

const renditionNameOf = (input: RenditionInput): string =>
  typeof input === 'string' ? input : input.name

const renditionProfile = (input: RenditionInput): RenditionProfile =>
  typeof input === 'string'
    ? builtInRenditions[input]
    : {
        name: input.name,
        height: input.height,
        videoKbps: input.videoKbps,
        audioKbps: input.audioKbps ?? defaultAudioKbps,
        fps: input.fps ?? null,
      }

const renditionPlan = (
  { profiles, formats }: NonNullable<TemplateInput['renditions']>,
  own: FormatPlan[],
): RenditionPlan<FormatPlan> => ({
  profiles: profiles.map(renditionProfile),
  formats: formats === undefined ? own : formats.map(formatPlan),
})

/** Fills every default in. */
export const toTemplate = (input: TemplateInput): RecordingTemplate => {
  const { renditions, thumbnails, posters } = input
  const formats = input.formats.map(formatPlan)
  const width = limits.pictureWidth.default
  return {
    name: input.name,
    formats,
    waitSeconds: input.waitSeconds ?? limits.waitSeconds.default,
    mergeWindowSeconds: input.mergeWindowSeconds ?? limits.mergeWindowSeconds.default,
    storage: storageOrNull(input.storage),
    notifyUrl: input.notifyUrl ?? null,
    notifyDialect: input.notifyDialect ?? 'standard',
    tags: input.tags ?? [],
    retentionSeconds: input.retentionSeconds ?? null,
    renditions: renditions === undefined ? null : renditionPlan(renditions, formats),
    thumbnails:
      thumbnails === undefined ? null : { ...thumbnails, width: thumbnails.width ?? width },
    posters: posters === undefined ? null : { width: posters.width ?? width },
  }
}

const storageViewSchema = z.looseObject({ type: z.string() }).nullable()

const formatViewSchema = z.object({
  name: z.string(),
  format: z.enum(outputFormats),
  cycleSeconds: z.int(),
  maxBytes: z.int().nullable(),
  objectPattern: z.string(),
  sliceSeconds: z.int().nullable(),
  slicePattern: z.string().nullable(),
  tracks: z.enum(trackSelections),
  storage: storageViewSchema,
  retentionSeconds: z.int().nullable(),
})

/** A template as it is answered: every default is filled in. */
export const templateBodySchema = z.object({
  name: z.string(),
  formats: z.array(formatViewSchema),
  waitSeconds: z.int(),
  mergeWindowSeconds: z.int(),
  storage: storageViewSchema,
  ...notificationViewFields,
  retentionSeconds: z.int().nullable(),
  renditions: z
    .object({
      profiles: z.array(
        z.object({
          name: z.string(),
          height: z.int(),
          videoKbps: z.int(),
          audioKbps: z.int(),
          fps: z.int().nullable(),
        }),
      ),
      formats: z.array(formatViewSchema),
    })
    .nullable(),
  thumbnails: z
    .object({ intervalSeconds: z.int(), width: z.int(), objectPattern: z.string() })
    .nullable(),
  posters: z.object({ width: z.int() }).nullable(),
})

/** A stored template as it is answered. */
export const templateViewSchema = templateBodySchema
  .extend({ id: z.string(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() })
  .meta({ id: 'Template' })
export type TemplateView = z.infer<typeof templateViewSchema>
