import { parseInput } from '@tapedeck/contracts'
import { z } from 'zod'
import type { NotificationFormat, StreamEvent } from '../ingest-event.ts'
import { fieldsOf } from '../notification-body.ts'
import { argsOfQuery } from '../stream-args.ts'
import { streamOfPath } from './stream-of-path.ts'

const kinds = new Map<string, StreamEvent['kind']>([
  ['available', 'published'],
  ['unavailable', 'unpublished'],
  ['online', 'published'],
  ['offline', 'unpublished'],
  ['ready', 'published'],
  ['notReady', 'unpublished'],
])

const eventSchema = z.object({ event: z.string().min(1).max(64) })

const pathField = z
  .string()
  .max(512, { abort: true })
  .refine((path) => streamOfPath(path) !== null, 'must be an application and a stream: app/stream')

const hookSchema = z.object({
  path: pathField,
  query: z.string().optional(),
  source_id: z.string().max(256).optional(),
})

/**
 * What the hooks of MediaMTX send. MediaMTX sends nothing by itself: it runs a command, for which its documentation uses
 * curl. The fields, in the URL's query or as a form, are those that docs/ingest.md has its curl send: `event` says which
 * hook it was (runOnAvailable and runOnUnavailable, runOnReady and runOnNotReady before they were renamed, runOnOnline and
 * runOnOffline), `path`, `query` and `source_id` are MTX_PATH, MTX_QUERY and MTX_SOURCE_ID. What curl gets matters to nobody
 * but curl, which can be told to try again.
 *
 * Read in bluenviron/mediamtx at 3e09466c: docs/2-features/20-hooks.md; MTX_QUERY is escaped once
 * more by MediaMTX (internal/hooks/on_available.go).
 */
export const mediaMtxNotifications: NotificationFormat = {
  kind: 'mediamtx',
  answer: { status: 200, contentType: 'text/plain', body: 'ok' },
  dropsPublishers: false,
  reusesIds: false,
  parse: (notification) => {
    const fields = fieldsOf(notification)
    const kind = kinds.get(parseInput(eventSchema, fields).event)
    if (kind === undefined) return { kind: 'other' }
    const { path, query, source_id } = parseInput(hookSchema, fields)
    const stream = streamOfPath(path)
    if (stream === null) return { kind: 'other' }
    return {
      kind,
      domain: null,
      ...stream,
      publicationId: source_id || null,
      codec: null,
      videoKbps: null,
      args: argsOfQuery(query),
    }
  },
}
