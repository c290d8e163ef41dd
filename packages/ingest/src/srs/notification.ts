import { parseInput } from '@tapedeck/contracts'
import { z } from 'zod'
import type { NotificationFormat, StreamEvent } from '../ingest-event.ts'
import { jsonBody } from '../notification-body.ts'
import { argsOfQuery } from '../stream-args.ts'
import { hostOfUrl, idField, nameField, urlField } from '../stream-fields.ts'
import { domainOfVhost } from './srs-domain.ts'

const kinds = new Map<string, StreamEvent['kind']>([
  ['on_publish', 'published'],
  ['on_unpublish', 'unpublished'],
])

const actionSchema = z.object({ action: z.string().min(1).max(64) })

const callbackSchema = z.object({
  client_id: idField,
  vhost: z.string().max(255).optional(),
  app: nameField,
  stream: nameField,
  param: z.string().optional(),
  tcUrl: urlField.optional(),
})

/**
 * HTTP callbacks of SRS: JSON with `action` on_publish and on_unpublish, sent without a content type that
 * could be relied on. SRS takes 200 with the body `0`; at anything else, and at none, it closes the publisher's connection.
 *
 * Read in ossrs/srs, version 7.0.18: trunk/conf/full.conf, vhost hooks.callback.srs.com (the callbacks); the fields
 * as trunk/src/app/srs_app_http_hooks.cpp writes them, the answer as its `do_post` reads it.
 * https://github.com/ossrs/srs/wiki/migrate_v4_EN_http-callback has the same for version 4, with numbers for client_id.
 */
export const srsNotifications: NotificationFormat = {
  kind: 'srs',
  answer: { status: 200, contentType: 'text/plain', body: '0' },
  dropsPublishers: true,
  reusesIds: false,
  parse: (notification) => {
    const body = jsonBody(notification)
    const kind = kinds.get(parseInput(actionSchema, body).action)
    if (kind === undefined) return { kind: 'other' }
    const { client_id, vhost, app, stream, param, tcUrl } = parseInput(callbackSchema, body)
    return {
      kind,
      domain: domainOfVhost(vhost) ?? hostOfUrl(tcUrl),
      app,
      stream,
      publicationId: client_id,
      codec: null,
      videoKbps: null,
      args: argsOfQuery(param),
    }
  },
}
