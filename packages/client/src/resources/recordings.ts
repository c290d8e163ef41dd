import type { ClientParts } from '../client-parts.ts'
import type { Page, QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { everyItem } from '../transport/pages.ts'
import { recordingRemainsOf } from './recording-remains.ts'

export type RecordingsQuery = QueryOf<'/v1/recordings'>
type Recording = Schemas['Recording']

const byId = (id: string) => ({ params: { path: { id } } })

const randomKey = (): string => {
  // crypto.randomUUID is missing on pages that are not served by https
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `client-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

const commandsOf = ({ raw }: ClientParts) => ({
  /** "graceful" (also when absent) records up to the end of what has arrived, "now" ends the pull at once. */
  stop: (id: string, body: Schemas['Stop'] = {}): Promise<Recording> =>
    answerOf(raw.POST('/v1/recordings/{id}/stop', { ...byId(id), body })),
  /** Closes the running cycle at the next keyframe. Not sent again when no answer came. */
  split: (id: string): Promise<Recording> =>
    answerOf(raw.POST('/v1/recordings/{id}/split', byId(id))),
  /** Skips the stream for a while; files stay open. */
  pause: (id: string, body: Schemas['Pause'] = {}): Promise<Recording> =>
    answerOf(raw.POST('/v1/recordings/{id}/pause', { ...byId(id), body })),
  resume: (id: string): Promise<Recording> =>
    answerOf(raw.POST('/v1/recordings/{id}/resume', byId(id))),
  /** Deletes a finished recording; with `files` its objects too, which cannot be undone. */
  remove: async (id: string, { files = false }: { files?: boolean } = {}): Promise<void> => {
    const query = { files: files ? ('true' as const) : ('false' as const) }
    await answerOf(raw.DELETE('/v1/recordings/{id}', { params: { path: { id }, query } }))
  },
})

/** Recordings, and what they left behind. */
export const recordingsOf = (parts: ClientParts) => {
  const { raw } = parts
  const list = (query: RecordingsQuery = {}): Promise<Page<Recording>> =>
    answerOf(raw.GET('/v1/recordings', { params: { query } }))
  return {
    /**
     * Asks for a stream to be recorded. When no answer came it is sent again, which makes no second recording: without
     * a key one is made up for the call.
     * @param options.idempotencyKey the same key with the same body gives the same recording, in later calls too
     */
    create: (
      body: Schemas['NewRecording'],
      { idempotencyKey = randomKey() }: { idempotencyKey?: string | undefined } = {},
    ): Promise<Recording> =>
      answerOf(
        raw.POST('/v1/recordings', {
          params: { header: { 'idempotency-key': idempotencyKey } },
          body,
        }),
      ),
    /** With live figures. */
    get: (id: string): Promise<Recording> => answerOf(raw.GET('/v1/recordings/{id}', byId(id))),
    /** One page, newest first. */
    list,
    /** All of them, newest first, asked for page by page. */
    all: everyItem(list),
    ...commandsOf(parts),
    ...recordingRemainsOf(parts),
  }
}
