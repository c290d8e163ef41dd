import { parseInput } from '@tapedeck/contracts'
import { z } from 'zod'
import type { NotificationFormat, StreamEvent } from '../ingest-event.ts'
import { jsonBody } from '../notification-body.ts'
import { argsOfObject } from '../stream-args.ts'
import { idField, nameField } from '../stream-fields.ts'

/**
 * donePlay stands here because of a second publisher of a stream, who is refused: the server tells postPublish of it before
 * it looks, and donePlay after it. The donePlay of a player carries an id that is no publication's and changes nothing.
 */
const kinds = new Map<string, StreamEvent['kind']>([
  ['postPublish', 'published'],
  ['donePublish', 'unpublished'],
  ['donePlay', 'unpublished'],
])

const actionSchema = z.object({ action: z.string().min(1).max(64) })

/** Of a connection that ended before it said what it wanted; the server tells donePlay of it too. */
const namelessSchema = z.object({ app: z.literal(''), name: z.literal('') })

const notifySchema = z.object({
  id: idField,
  app: nameField,
  name: nameField,
  query: z.unknown(),
})

/**
 * Notifications of Node-Media-Server 4 (setting `notify.url`): JSON sent as text. The server closes the session of which it
 * told at every answer but 200. Publishing ends 30 s after the publisher left (donePublish), unless the same address comes
 * back before: then the stream is published (postPublish) by another session without having ended.
 *
 * node-media-server 4.4.3: src/server/notify_server.js (fields, answer), src/server/broadcast_server.js (grace, refused
 * publishers), src/session/rtmp_session.js (donePlay of a refused publisher).
 */
export const nodeMediaServerNotifications: NotificationFormat = {
  kind: 'node-media-server',
  answer: { status: 200, contentType: 'text/plain', body: 'ok' },
  dropsPublishers: true,
  reusesIds: false,
  parse: (notification) => {
    const body = jsonBody(notification)
    const kind = kinds.get(parseInput(actionSchema, body).action)
    if (kind === undefined || namelessSchema.safeParse(body).success) return { kind: 'other' }
    const { id, app, name, query } = parseInput(notifySchema, body)
    return {
      kind,
      domain: null,
      app,
      stream: name,
      publicationId: id,
      codec: null,
      videoKbps: null,
      args: argsOfObject(query),
    }
  },
}
