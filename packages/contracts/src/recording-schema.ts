import {
  degradedCauses,
  recordingIdPattern,
  recordingReasons,
  recordingStates,
  sourceUrlProblem,
  webhookDialects,
} from '@tapedeck/domain'
import { z } from 'zod'
import { notificationFields, refuseLoneDialect } from './notification-schema.ts'
import { storageSchema } from './storage-schema.ts'
import { templateSchema } from './template-schema.ts'

const idSchema = z
  .string()
  .regex(
    recordingIdPattern,
    'must be 1 to 64 letters, digits, "_" or "-", and start with a letter or digit',
  )

const sourceUrlSchema = z.string().superRefine((value, ctx) => {
  const message = sourceUrlProblem(value)
  if (message !== null) ctx.addIssue({ code: 'custom', message })
})

/** Body of POST /v1/recordings. */
export const recordingInputSchema = z
  .strictObject({
    id: idSchema.optional(),
    name: z.string().min(1).max(128).optional(),
    source: z.strictObject({ type: z.literal('rtmp'), url: sourceUrlSchema }),
    templateId: z.string().min(1).max(64).optional(),
    template: templateSchema.optional(),
    storage: storageSchema.optional(),
    ...notificationFields,
    tags: notificationFields.tags.describe('Added to those of the template'),
  })
  .superRefine((value, ctx) => {
    refuseLoneDialect(value, ctx)
    if ((value.templateId === undefined) === (value.template === undefined))
      ctx.addIssue({
        code: 'custom',
        path: ['templateId'],
        message: 'exactly one of templateId and template is required',
      })
  })
  .meta({ id: 'RecordingInput' })
export type RecordingInputBody = z.infer<typeof recordingInputSchema>

/** Body of POST /v1/recordings/{id}/stop. */
export const stopInputSchema = z
  .strictObject({ mode: z.enum(['graceful', 'now']).default('graceful') })
  .meta({ id: 'StopInput' })

/** Longest pause after which a recording may be stopped by itself, in seconds: a day. */
export const maxStopAfterSeconds = 86_400

/** Body of POST /v1/recordings/{id}/pause. */
export const pauseInputSchema = z
  .strictObject({
    stopAfterSeconds: z
      .int()
      .min(1)
      .max(maxStopAfterSeconds)
      .optional()
      .describe('The recording is stopped when it was paused for so long; never when absent'),
  })
  .meta({ id: 'PauseInput' })

const timestamp = z.iso.datetime()

const trackSchema = z.object({
  kind: z.enum(['video', 'audio']),
  codec: z.string(),
  codecString: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  sampleRate: z.int().nullable(),
  channels: z.int().nullable(),
})

/** Live figures of a running recording. */
export const progressSchema = z
  .object({
    updatedAt: timestamp,
    recorderId: z.string(),
    receivedBytes: z.int(),
    mediaSeconds: z.number(),
    wallSeconds: z.number(),
    fps: z.number(),
    bitsPerSecond: z.int(),
    fragments: z.int(),
    uploadBacklogBytes: z.int(),
    cycles: z.array(
      z.object({
        output: z.string(),
        format: z.string(),
        sequence: z.int(),
        mediaSeconds: z.number(),
        bytes: z.int(),
      }),
    ),
  })
  .meta({ id: 'Progress' })

/** What was wrong with a recording, one entry per cause. */
export const degradationSchema = z
  .object({
    cause: z.enum(degradedCauses).describe('What is wrong'),
    count: z.int().describe('How often it was told'),
    firstAt: timestamp.describe('When it was first told'),
    lastAt: timestamp.describe('When it was last told'),
    detail: z.string().describe('What it was the last time, for people'),
  })
  .meta({ id: 'Degradation' })

/** A recording as it is answered. The source URL is redacted. */
export const recordingViewSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    state: z.enum(recordingStates),
    reason: z.enum(recordingReasons).nullable(),
    reasonDetail: z.string().nullable(),
    generation: z.int(),
    source: z.object({ type: z.literal('rtmp'), url: z.string() }),
    stream: z.object({ domain: z.string(), app: z.string(), stream: z.string() }),
    templateId: z.string().nullable(),
    template: z
      .looseObject({ name: z.string() })
      .describe(
        'As it was when it began. Where another recording that runs may store under the same keys, "_{RecordingId}" stands behind the pattern',
      ),
    storage: z.looseObject({ type: z.string() }),
    notifyUrl: z.string().nullable(),
    notifyDialect: z.enum(webhookDialects),
    tags: z.array(z.string()),
    origin: z
      .object({
        kind: z.enum(['api', 'stream']),
        cause: z.enum(['rule', 'command']).nullable().describe('Of a stream: who asked for it'),
        ruleId: z.string().nullable(),
        publicationId: z.string().nullable(),
      })
      .describe('Who asked for it: a request, or what is known of a stream'),
    rendition: z
      .object({
        name: z.string(),
        height: z.int(),
        videoKbps: z.int(),
        audioKbps: z.int(),
        fps: z.int().nullable(),
        isMade: z.boolean().describe('A recorder encodes it; otherwise the origin has it'),
      })
      .nullable()
      .describe('The rendition that it is of; null for the stream as it is'),
    pause: z
      .object({ since: timestamp, stopsAt: timestamp.nullable() })
      .nullable()
      .describe('Since when it is to be paused, and when it is stopped if that goes on'),
    createdAt: timestamp,
    startedAt: timestamp.nullable(),
    endedAt: timestamp.nullable(),
    tracks: z.array(trackSchema),
    gapCount: z.int(),
    interruptions: z.int(),
    fileCount: z.int(),
    storedBytes: z.int(),
    degradations: z
      .array(degradationSchema)
      .describe('What is wrong with the recording, one entry per cause; empty when nothing is'),
    progress: progressSchema.nullable(),
  })
  .meta({ id: 'Recording' })
export type RecordingView = z.infer<typeof recordingViewSchema>
