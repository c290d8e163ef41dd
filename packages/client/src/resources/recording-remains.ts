import type { ClientParts } from '../client-parts.ts'
import type { FollowOptions } from '../event-stream/follow-events.ts'
import type { Page, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { itemsOf } from '../transport/pages.ts'

export type PageQuery = { limit?: number; cursor?: string }

/** An event of a recording, and the id after which to go on (`after`). */
export type RecordingEventEntry = { entryId: string; event: Schemas['Event'] }

export type EventsOptions = FollowOptions & {
  /** `entryId` of the last event that was seen; from the first one when absent. */
  after?: string | undefined
}

const largestPage = 200

/** Only what is found out later comes after these. */
const finalKinds: ReadonlySet<string | undefined> = new Set([
  'recording.completed',
  'recording.failed',
  'recording.canceled',
])
const isLast = ({ event }: { event?: string | undefined }): boolean => finalKinds.has(event)

const wholePage = (cursor: string | undefined): PageQuery =>
  cursor === undefined ? { limit: largestPage } : { limit: largestPage, cursor }

/** What a recording leaves behind: files, pictures, its account and its events. */
export const recordingRemainsOf = ({ raw, follow }: ClientParts) => {
  const byId = (id: string) => ({ params: { path: { id } } })
  const files = (id: string, query: PageQuery = {}): Promise<Page<Schemas['File']>> =>
    answerOf(raw.GET('/v1/recordings/{id}/files', { params: { path: { id }, query } }))
  const thumbnails = (id: string, query: PageQuery = {}): Promise<Page<Schemas['Thumbnail']>> =>
    answerOf(raw.GET('/v1/recordings/{id}/thumbnails', { params: { path: { id }, query } }))
  return {
    /** One page of finished files with links, oldest first. */
    files,
    allFiles: (id: string) => itemsOf((cursor) => files(id, wholePage(cursor))),
    /** One page of pictures with links, oldest first. */
    thumbnails,
    allThumbnails: (id: string) => itemsOf((cursor) => thumbnails(id, wholePage(cursor))),
    /** Every file, every gap and why. */
    manifest: (id: string): Promise<Schemas['Manifest']> =>
      answerOf(raw.GET('/v1/recordings/{id}/manifest', byId(id))),
    /** Files, gaps, interruptions, pauses and commands over time. */
    timeline: (id: string): Promise<Schemas['Timeline']> =>
      answerOf(raw.GET('/v1/recordings/{id}/timeline', byId(id))),
    /** Has a stored file read back, compared and decoded by a recorder; the file's `check` tells what came of it. */
    checkFile: (id: string, fileId: string): Promise<Schemas['File']> =>
      answerOf(
        raw.POST('/v1/recordings/{id}/files/{fileId}/check', { params: { path: { id, fileId } } }),
      ),
    /** Events from the first one on, then as they happen, until the final one; broken streams are opened again. */
    events: async function* (
      id: string,
      { after, ...options }: EventsOptions = {},
    ): AsyncGenerator<RecordingEventEntry, void, void> {
      const path = `/v1/recordings/${encodeURIComponent(id)}/events`
      for await (const message of follow(path, after ?? null, { ...options, isLast }))
        yield {
          entryId: message.id ?? '',
          event: JSON.parse(message.data) as Schemas['Event'],
        }
    },
  }
}
