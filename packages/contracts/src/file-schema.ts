import { maxRepairsPerFile } from '@tapedeck/domain'
import { z } from 'zod'

const timestamp = z.iso.datetime()

/** How truly a file shows what happened while it was recorded. */
export const fileTruthSchema = z
  .object({
    wallMs: z
      .number()
      .describe('Wall time in which its media was live, gaps left out, milliseconds'),
    mediaRatio: z.number().describe('Media time divided by wall time; 1 when the source kept time'),
    gaps: z
      .array(
        z.object({
          mediaTimeMs: z.number().describe('Where it lies, from the beginning of the file'),
          durationMs: z.number().describe('How long nothing was recorded'),
        }),
      )
      .describe(`Gaps inside the file, the first ${maxRepairsPerFile}`),
    gapCount: z.int().describe('Gaps inside the file, all of them'),
    repairs: z
      .array(
        z.object({
          mediaTimeMs: z.number().describe('Where it lies, from the beginning of the file'),
          track: z.enum(['video', 'audio']).describe('The track that showed it'),
          kind: z
            .enum(['jump_forward', 'jump_back', 'wrap'])
            .describe('What the clock did; wrap: 32-bit milliseconds began again'),
          jumpMs: z.number().describe("How far the source's clock jumped; negative for back"),
        }),
      )
      .describe(
        `Jumps of the source's timestamps that were taken out, the first ${maxRepairsPerFile}`,
      ),
    repairCount: z.int().describe('Jumps that were taken out, all of them'),
    endedByCodecChange: z
      .boolean()
      .describe('The stream changed its codec or resolution at the end of the file'),
  })
  .meta({ id: 'FileTruth' })

/** What became of a decode check. */
export const fileCheckSchema = z
  .object({
    checkedAt: timestamp.describe('When the check ended'),
    outcome: z
      .enum(['ok', 'damaged'])
      .describe('ok: the bytes are those that were stored, and all of them decode'),
    detail: z
      .string()
      .nullable()
      .describe(
        'What is wrong, or what was seen besides, for people; null when there is nothing to say',
      ),
  })
  .meta({ id: 'FileCheck' })

/** Where a file comes from that was stored after its generation had ended. */
export const fillerSchema = z.object({
  generation: z.int().describe('The generation that received its media'),
  index: z.int().describe('Counts the fillers of that generation and output from 0'),
})

/**
 * What files of older versions do not say. Jobs and events of those versions may still be on their way: they are read
 * with these values.
 */
export const laterFileFacts = {
  output: z
    .string()
    .nullable()
    .default(null)
    .describe('Name of the output that it is of; null in old events, where it is the format'),
  storageName: z
    .string()
    .nullable()
    .default(null)
    .describe('Name of the registered storage that it lies in; null for a configured one'),
  truth: fileTruthSchema
    .nullable()
    .default(null)
    .describe('How truly it shows what happened; null when that was not measured'),
  isSalvaged: z
    .boolean()
    .default(false)
    .describe('Completed from what was in storage when its recorder was lost'),
  filler: fillerSchema
    .nullable()
    .default(null)
    .describe('Set when its media came into storage later, from a recorder that was cut off'),
  isInBackup: z
    .boolean()
    .default(false)
    .describe('It lies in the backup storage until it is moved'),
  removedAt: timestamp
    .nullable()
    .default(null)
    .describe(
      'When its objects were removed from storage, because their time was over or somebody deleted them; null while they are there',
    ),
  check: fileCheckSchema
    .nullable()
    .default(null)
    .describe('The last decode check; null when none was made'),
}

/** A file as it is answered and told by file.created. */
export const fileViewSchema = z
  .object({
    id: z.string(),
    recordingId: z.string(),
    format: z.string(),
    sequence: z.int(),
    storage: z.enum(['s3', 'filesystem']),
    bucket: z.string(),
    key: z.string(),
    bytes: z.int(),
    crc32: z.string(),
    durationMs: z.number(),
    startedAt: timestamp,
    endedAt: timestamp,
    width: z.int().nullable(),
    height: z.int().nullable(),
    codecs: z.array(z.string()),
    sliceCount: z.int(),
    ...laterFileFacts,
    url: z
      .string()
      .nullable()
      .describe(
        'A link that gives its bytes without a key for a limited time: of the storage, or of this API where the storage has none. Null in events, and of a file that cannot be read',
      ),
  })
  .meta({ id: 'File' })
export type FileView = z.infer<typeof fileViewSchema>
