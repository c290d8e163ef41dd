import { parseInput } from '@tapedeck/contracts'
import { z } from 'zod'
import type { NotificationFormat, StreamEvent } from '../ingest-event.ts'
import { formPairs } from '../notification-body.ts'
import { argsOfPairs } from '../stream-args.ts'
import { hostOfUrl, idField, nameField, urlField } from '../stream-fields.ts'

/** Of each call: what it means, and the last field that is the server's own. What follows are the publisher's arguments. */
const calls = new Map<string, { kind: StreamEvent['kind']; lastField: string }>([
  ['publish', { kind: 'published', lastField: 'type' }],
  ['publish_done', { kind: 'unpublished', lastField: 'name' }],
])

const callSchema = z.object({ call: z.string().min(1).max(64) })

const callbackSchema = z.object({
  app: nameField,
  name: nameField,
  clientid: idField,
  tcurl: urlField.optional(),
})

/** The server's own fields come first; an argument of the same name cannot replace one. */
const firstValues = (pairs: [string, string][]): Record<string, string> =>
  Object.fromEntries(pairs.toReversed())

/**
 * Callbacks of the RTMP module of nginx: a form with `call` publish (on_publish) and publish_done (on_publish_done). The
 * publisher's own arguments follow unescaped. The module drops the publisher unless on_publish is answered 2xx.
 *
 * Read in arut/nginx-rtmp-module, version 1.2.2: the order of the fields as
 * ngx_rtmp_netcall_http_format_session (ngx_rtmp_netcall_module.c), ngx_rtmp_notify_publish_create and
 * ngx_rtmp_notify_done_create (ngx_rtmp_notify_module.c) write them. `clientid` is the number of the
 * connection, which starts anew when nginx does.
 */
export const nginxRtmpNotifications: NotificationFormat = {
  kind: 'nginx-rtmp',
  answer: { status: 200, contentType: 'text/plain', body: 'ok' },
  dropsPublishers: true,
  reusesIds: true,
  parse: (notification) => {
    const pairs = formPairs(notification)
    const fields = firstValues(pairs)
    const call = calls.get(parseInput(callSchema, fields).call)
    if (call === undefined) return { kind: 'other' }
    const { app, name, clientid, tcurl } = parseInput(callbackSchema, fields)
    const last = pairs.findIndex(([field]) => field === call.lastField)
    return {
      kind: call.kind,
      domain: hostOfUrl(tcurl),
      app,
      stream: name,
      publicationId: clientid,
      codec: null,
      videoKbps: null,
      args: last < 0 ? {} : argsOfPairs(pairs.slice(last + 1)),
    }
  },
}
