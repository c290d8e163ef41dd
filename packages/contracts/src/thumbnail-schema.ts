import { z } from 'zod'

/** A picture that was taken while a stream was recorded. */
export const thumbnailViewSchema = z
  .object({
    key: z.string(),
    at: z.iso.datetime().describe('When its keyframe was live'),
    mediaMs: z.number().describe("Where it lies on the recording's media time line"),
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    url: z
      .string()
      .nullable()
      .describe('A link that works without credentials for a limited time; null for files'),
  })
  .meta({ id: 'Thumbnail' })
export type ThumbnailView = z.infer<typeof thumbnailViewSchema>

/** The stored facts of a picture as the API shows them. */
export const toThumbnailView = (
  {
    atMs,
    ...facts
  }: {
    key: string
    atMs: number
    mediaMs: number
    width: number
    height: number
    bytes: number
  },
  url: string | null,
): ThumbnailView => ({ ...facts, at: new Date(atMs).toISOString(), url })
