import { domainNameSchema, parseInput } from '@tapedeck/contracts'
import { z } from 'zod'
import { codecOfName } from '../codec-name.ts'
import type { NotificationFormat } from '../ingest-event.ts'
import { jsonBody } from '../notification-body.ts'
import { argsOfObject } from '../stream-args.ts'
import { codecField, idField, nameField, videoKbpsField } from '../stream-fields.ts'

const genericSchema = z.strictObject({
  event: z.enum(['publish', 'unpublish']),
  domain: domainNameSchema.optional(),
  app: nameField,
  stream: nameField,
  id: idField.optional(),
  codec: codecField.optional(),
  videoKbps: videoKbpsField.optional(),
  args: z.record(z.string(), z.string()).optional(),
})

/** Our own format, for every other server and for programs; docs/ingest.md has it. Whoever sends it can try again. */
export const genericNotifications: NotificationFormat = {
  kind: 'generic',
  answer: { status: 200, contentType: 'application/json', body: '{"accepted":true}' },
  dropsPublishers: false,
  reusesIds: false,
  parse: (notification) => {
    const { event, domain, app, stream, id, codec, videoKbps, args } = parseInput(
      genericSchema,
      jsonBody(notification),
    )
    return {
      kind: event === 'publish' ? 'published' : 'unpublished',
      domain: domain ?? null,
      app,
      stream,
      publicationId: id ?? null,
      codec: codec === undefined ? null : (codecOfName(codec) ?? codec.toLowerCase()),
      videoKbps: videoKbps ?? null,
      args: argsOfObject(args),
    }
  },
}
