import {
  type LiveStream,
  ruleModes,
  skipReasons,
  streamCommands,
  streamPhases,
} from '@tapedeck/domain'
import { z } from 'zod'
import { problemSchema } from './problem.ts'
import { templateChoiceOf } from './rule-schema.ts'
import { streamNameSchema } from './stream-name-schema.ts'
import { templateBodySchema } from './template-schema.ts'
import { toTemplateBody } from './views.ts'

const timestamp = z.iso.datetime()

/** Most streams of one request to record at once (StartRealTimeRecord). */
export const maxStreamsPerRequest = 5

/** Body of POST /v1/streams/{domain}/{app}/{stream}/commands. */
export const streamCommandSchema = z
  .strictObject({
    command: z
      .enum(streamCommands)
      .describe(
        'stop holds the recording and ends it after the delay; cancel_delay ends it at once; restart begins a new one',
      ),
  })
  .meta({ id: 'StreamCommand' })

/** Body of POST /v1/streams/record. */
export const recordNowSchema = z
  .strictObject({
    ...templateChoiceOf.fields,
    streams: z.array(streamNameSchema).min(1).max(maxStreamsPerRequest),
  })
  .superRefine(templateChoiceOf.refine)
  .meta({ id: 'RecordNowInput' })
export type RecordNowInput = z.infer<typeof recordNowSchema>

const streamView = z.object({ domain: z.string(), app: z.string(), stream: z.string() })

/** What became of each stream of POST /v1/streams/record, in their order. */
export const recordNowResultSchema = z
  .object({
    results: z.array(
      z.object({
        stream: streamView,
        recordingId: z.string().nullable(),
        problem: problemSchema.nullable().describe('Why it is not recorded'),
      }),
    ),
  })
  .meta({ id: 'RecordNowResult' })

/** A live stream as it is answered. Of the publisher's arguments only the names of those that are the user's are shown. */
export const liveStreamViewSchema = z
  .object({
    stream: streamView,
    phase: z.enum(streamPhases),
    isLive: z.boolean(),
    publication: z
      .object({
        id: z.string(),
        sourceId: z.string().nullable(),
        publishedAt: timestamp,
        codec: z.string().nullable(),
        videoKbps: z.number().nullable(),
        callbackArgs: z
          .array(z.string())
          .describe('Names of the arguments callback_* of the publisher; values are not shown'),
      })
      .nullable(),
    unpublishedAt: timestamp.nullable(),
    inForce: z
      .object({
        ruleId: z.string().nullable(),
        mode: z.enum(ruleModes),
        templateId: z.string().nullable(),
        template: templateBodySchema,
      })
      .nullable()
      .describe('The rule as it was when the stream was published, with its template'),
    answer: z
      .enum(['pending', 'given', 'failed'])
      .nullable()
      .describe('Where the on-demand callback of this publication is'),
    skip: z
      .object({ reason: z.enum(skipReasons), detail: z.string(), at: timestamp })
      .nullable()
      .describe('Why it is not recorded'),
    recordings: z.array(
      z.object({
        recordingId: z.string(),
        cause: z.enum(['rule', 'command']),
        publicationId: z.string(),
        rendition: z.string().nullable(),
        wish: z.enum(['run', 'pause', 'stop', 'end', 'replaced']),
        wishedAt: timestamp,
        createdAt: timestamp,
      }),
    ),
    failures: z.int().describe('Recordings of this publication that ended by themselves'),
    dueAt: timestamp.nullable().describe('When something changes without any notification'),
    updatedAt: timestamp,
  })
  .meta({ id: 'Stream' })
export type LiveStreamView = z.infer<typeof liveStreamViewSchema>

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

const publicationView = (publication: LiveStream['publication']): LiveStreamView['publication'] => {
  if (publication === null) return null
  const { publishedAtMs, args, ...facts } = publication
  return {
    id: facts.id,
    sourceId: facts.sourceId,
    codec: facts.codec,
    videoKbps: facts.videoKbps,
    publishedAt: iso(publishedAtMs),
    callbackArgs: Object.keys(args).filter((name) => name.startsWith('callback_')),
  }
}

const inForceView = (inForce: LiveStream['inForce']): LiveStreamView['inForce'] =>
  inForce && {
    ruleId: inForce.ruleId,
    mode: inForce.rule.mode,
    templateId: inForce.templateId,
    template: toTemplateBody(inForce.template),
  }

/** A stream's record as the API shows it: without arguments that may be keys. */
export const toLiveStreamView = (live: LiveStream): LiveStreamView => ({
  stream: live.stream,
  phase: live.phase,
  isLive: live.publication !== null,
  publication: publicationView(live.publication),
  unpublishedAt: isoOrNull(live.unpublishedAtMs),
  inForce: inForceView(live.inForce),
  answer: live.answer?.state ?? null,
  skip: live.skip && {
    reason: live.skip.reason,
    detail: live.skip.detail,
    at: iso(live.skip.atMs),
  },
  recordings: live.recordings.map(({ createdAtMs, wishedAtMs, inForce: _inForce, ...driven }) => ({
    ...driven,
    wishedAt: iso(wishedAtMs),
    createdAt: iso(createdAtMs),
  })),
  failures: live.failures,
  dueAt: isoOrNull(live.dueAtMs),
  updatedAt: iso(live.updatedAtMs),
})
