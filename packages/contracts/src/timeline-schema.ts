import {
  commandGivers,
  gapCauses,
  recordingCommandNames,
  recordingReasons,
  recordingStates,
} from '@tapedeck/domain'
import { z } from 'zod'

const timestamp = z.iso.datetime()

const fileOfTimelineSchema = z.object({
  id: z.string(),
  output: z.string(),
  format: z.string(),
  sequence: z.int(),
  key: z.string(),
  startedAt: timestamp,
  endedAt: timestamp,
  durationMs: z.number().describe('Media time, milliseconds'),
  bytes: z.int(),
  isSalvaged: z.boolean().describe('Completed from what was in storage of a lost recorder'),
  isFiller: z.boolean().describe('Its media came into storage later'),
  isRemoved: z
    .boolean()
    .describe('Its objects were removed: its time was over, or somebody deleted them'),
  url: z.string().nullable().describe('A link without a key; only with links=presigned'),
})

const openCycleSchema = z.object({
  output: z.string(),
  format: z.string(),
  sequence: z.int(),
  startedAt: timestamp,
})

const timelineGapSchema = z.object({
  startedAt: timestamp,
  endedAt: timestamp,
  durationMs: z.number(),
  filledMs: z.number().describe('How much of it came into storage later, milliseconds'),
  cause: z.enum(gapCauses),
})

const spanSchema = z.object({
  startedAt: timestamp,
  endedAt: timestamp.nullable().describe('Null while it lasts'),
})

const commandSchema = z.object({
  command: z.enum(recordingCommandNames),
  at: timestamp,
  by: z
    .enum(commandGivers)
    .describe(
      'api: a request to the recording; stream: a rule, a window or a command of its stream',
    ),
  mode: z.enum(['graceful', 'now']).nullable().describe('Of stop'),
  stopAfterSeconds: z.number().nullable().describe('Of pause: when it is stopped; null for never'),
})

/** What happened to a recording, in order of time. */
export const timelineSchema = z
  .object({
    recordingId: z.string(),
    from: timestamp.describe('Where it begins: when the recording was accepted'),
    to: timestamp.describe('Where it ends: now while the recording runs'),
    isRunning: z.boolean(),
    files: z.array(fileOfTimelineSchema).describe('Stored files, the oldest first'),
    open: z.array(openCycleSchema).describe('Cycles that are recorded now, one per output'),
    gaps: z.array(timelineGapSchema).describe('Spans in which nothing was recorded'),
    interruptions: z.array(spanSchema).describe('Spans in which the source was away'),
    pauses: z.array(spanSchema).describe('Spans in which the recording was paused'),
    commands: z.array(commandSchema).describe('What was asked for, the oldest first'),
    states: z
      .array(
        z.object({
          state: z.enum(recordingStates),
          at: timestamp,
          reason: z.enum(recordingReasons).nullable(),
        }),
      )
      .describe('States that were told of, the oldest first'),
    leftOut: z
      .object({ files: z.int(), gaps: z.int() })
      .describe('How many of the oldest are not listed'),
  })
  .meta({ id: 'Timeline' })
export type TimelineView = z.infer<typeof timelineSchema>
