import { gapCauses, outputFormats, recordingReasons, recordingStates } from '@tapedeck/domain'
import { z } from 'zod'
import { fileCheckSchema, fileTruthSchema, fillerSchema } from './file-schema.ts'
import { degradationSchema } from './recording-schema.ts'

const timestamp = z.iso.datetime()

const trackSchema = z.object({
  kind: z.enum(['video', 'audio']).describe('What the track holds'),
  codec: z.string().describe('Name of the codec, for instance h264'),
  codecString: z.string().describe('RFC 6381, for instance avc1.64001f'),
  width: z.int().nullable().describe('Of the picture, pixels; null for audio'),
  height: z.int().nullable().describe('Of the picture, pixels; null for audio'),
  sampleRate: z.int().nullable().describe('Of the sound, Hz; null for video'),
  channels: z.int().nullable().describe('Of the sound; null for video'),
})

const sliceSchema = z.object({
  key: z.string().describe('Key of the slice'),
  sequence: z.int().describe('Counts the slices of an output through the whole recording, from 0'),
  bytes: z.int().describe('Its size'),
  durationMs: z.number().describe('Media time, milliseconds'),
  startedAt: timestamp.describe('When its first media was live'),
  discontinuity: z.boolean().describe('A discontinuity lies before it'),
})

const fileSchema = z.object({
  id: z.string().describe('Stable id of the file'),
  generation: z.int().describe('The generation that stored it'),
  format: z.enum(outputFormats).describe('What it is'),
  output: z.string().describe('Name of the output that it is of; the format when none was given'),
  sequence: z.int().describe('Counts the files of an output from 0; a filler has that of its file'),
  storageType: z.enum(['s3', 'filesystem']).describe('What it lies in'),
  bucket: z.string().describe('Bucket, or directory'),
  storageName: z
    .string()
    .nullable()
    .describe('Name of the registered storage that it lies in; null for a configured one'),
  key: z.string().describe('Key of the object; of m3u8 and cmaf the playlist'),
  bytes: z.int().describe('Of the object; of m3u8 and cmaf all slices'),
  crc32: z.string().describe('CRC-32 (IEEE) over those bytes, 8 hex digits'),
  durationMs: z.number().describe('Media time, milliseconds'),
  startedAt: timestamp.describe('When its first media was live'),
  endedAt: timestamp.describe('When its last media was live'),
  wallMs: z.number().describe('From startedAt to endedAt, gaps inside it and all, milliseconds'),
  width: z.int().nullable().describe('Of the picture; null without one'),
  height: z.int().nullable().describe('Of the picture; null without one'),
  codecs: z.array(z.string()).describe('RFC 6381, video first'),
  truth: fileTruthSchema
    .nullable()
    .describe('How truly it shows what happened; null when that was not measured'),
  isSalvaged: z.boolean().describe('Completed from what was in storage when its recorder was lost'),
  filler: fillerSchema
    .nullable()
    .describe('Set when its media came into storage later, from a recorder that was cut off'),
  isInBackup: z.boolean().describe('It lies in the backup storage until it is moved'),
  removedAt: timestamp
    .nullable()
    .describe(
      'When its objects were removed from storage, because their time was over or somebody deleted them; null while they are there',
    ),
  check: fileCheckSchema.nullable().describe('The last decode check; null when none was made'),
  slices: z.array(sliceSchema).describe('In order of playing; empty for mp4 and flv'),
  initKey: z.string().nullable().describe('Key of the init segment, cmaf only'),
})

const gapSchema = z.object({
  startedAt: timestamp.describe('When the last media before it was live'),
  endedAt: timestamp.describe('When the first media behind it was live'),
  durationMs: z.number().describe('Wall time, milliseconds'),
  filledMs: z
    .number()
    .describe('How much of it fillers hold, in the output where they hold least; milliseconds'),
  mediaTimeMs: z.number().describe("Where it lies on the recording's media time line"),
  cause: z
    .enum(gapCauses)
    .describe('Why nothing was recorded: the source, a user, or the recorder'),
})

/** The manifest as `buildManifest` of the domain makes it. docs/manifest.md is made from what is said here. */
export const manifestSchema = z
  .object({
    version: z
      .literal(1)
      .describe('Of this format. Fields may be added to a version, none changes its meaning'),
    recordingId: z.string().describe('Id of the recording'),
    name: z.string().nullable().describe('As the user named the recording'),
    state: z.enum(recordingStates).describe('Where the recording is'),
    reason: z.enum(recordingReasons).nullable().describe('Why it ended'),
    source: z.string().describe('The source URL without its stream key'),
    createdAt: timestamp.describe('When it was accepted'),
    startedAt: timestamp.nullable().describe('When its first media was live'),
    endedAt: timestamp.nullable().describe('When it came into its final state'),
    tracks: z.array(trackSchema).describe('The tracks as they were last'),
    files: z
      .array(fileSchema)
      .describe('By sequence and output, in order of their media: a filler behind its file'),
    gaps: z.array(gapSchema).describe('The newest 1000 gaps, oldest first'),
    gapCount: z.int().describe('All gaps'),
    degradations: z
      .array(degradationSchema)
      .describe('What was wrong, one entry per cause; empty when nothing was'),
    totals: z
      .object({
        files: z.int().describe('Number of files'),
        bytes: z.int().describe('Of all files'),
        mediaMs: z.number().describe('Media time of the output that holds most, milliseconds'),
        gapMs: z.number().describe('Length of the gaps, milliseconds'),
        filledMs: z.number().describe('How much of them fillers hold, milliseconds'),
        lostMs: z.number().describe('The rest: wall time of which there is no media, milliseconds'),
      })
      .describe('Sums over the files, and over the gaps that are listed'),
  })
  .meta({ id: 'Manifest' })

/** The same as JSON Schema, for readers of manifests in other languages and for docs/manifest.md. */
export const manifestJsonSchema = (): object => z.toJSONSchema(manifestSchema, { io: 'output' })
