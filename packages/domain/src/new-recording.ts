import type { Recording, RecordingOrigin, RecordingRendition } from './recording.ts'
import type { WebhookDialect } from './webhook-endpoint.ts'

/** What is known of a recording before it begins. */
export type RecordingRequest = Pick<
  Recording,
  'id' | 'name' | 'source' | 'stream' | 'templateId' | 'template' | 'storage' | 'notifyUrl'
> & {
  createdAtMs: number
  notifyDialect?: WebhookDialect
  tags?: string[]
  origin?: RecordingOrigin
  rendition?: RecordingRendition | null
  traceparent?: string | undefined
}

/** An accepted recording of which nothing has happened yet. */
export const newRecording = ({
  origin,
  rendition,
  traceparent,
  ...request
}: RecordingRequest): Recording => ({
  ...request,
  state: 'accepted',
  reason: null,
  reasonDetail: null,
  revision: 1,
  generation: 0,
  desired: { stop: null, splits: 0 },
  ...(origin === undefined ? {} : { origin }),
  ...(rendition === undefined || rendition === null ? {} : { rendition }),
  ...(traceparent === undefined ? {} : { traceparent }),
  startedAtMs: null,
  endedAtMs: null,
  tracks: [],
  gaps: [],
  gapCount: 0,
  interruptions: 0,
  fileCount: 0,
  storedBytes: 0,
})
