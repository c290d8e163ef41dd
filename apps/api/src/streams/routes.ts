import {
  domainNameSchema,
  liveStreamViewSchema,
  streamCommandSchema,
  streamNameFields,
  TapedeckError,
  toLiveStreamView,
} from '@tapedeck/contracts'
import { streamPhases } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { recordNowRoutes } from './record-now-routes.ts'

const tags = ['streams']
const params = z.strictObject(streamNameFields)
const noQuery = z.strictObject({})

/** `phase=a&phase=b` and `phase=a,b` mean the same. */
const asList = (value: unknown): unknown => (typeof value === 'string' ? value.split(',') : value)

const listQuery = z.strictObject({
  ...pageQuery,
  domain: domainNameSchema.optional(),
  app: z.string().min(1).max(255).optional(),
  phase: z
    .preprocess(asList, z.array(z.enum(streamPhases)).min(1).max(streamPhases.length))
    .optional(),
  live: z.enum(['true', 'false']).optional(),
})

const isLiveOf = (live: 'true' | 'false' | undefined): boolean | null =>
  live === undefined ? null : live === 'true'

const readRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/streams',
    {
      schema: {
        operationId: 'listStreams',
        summary: 'List the streams, ordered by name',
        description:
          'Streams that are published or recorded, and for a day those that were. A page may hold fewer than `limit` and yet have a next one.',
        tags,
        querystring: listQuery,
        response: { 200: pageOf(liveStreamViewSchema), ...apiProblems() },
      },
    },
    async ({ query: { limit, cursor = null, domain = null, app = null, phase = null, live } }) => {
      const filter = { domain, app, phases: phase, isLive: isLiveOf(live) }
      const { items, nextCursor } = await store.streams.list(filter, { limit, cursor })
      return { items: items.map(toLiveStreamView), nextCursor }
    },
  )
  api.get(
    '/streams/:domain/:app/:stream',
    {
      schema: {
        operationId: 'getStream',
        summary: 'Get a stream: whether it is published, and what is recorded of it',
        tags,
        params,
        querystring: noQuery,
        response: { 200: liveStreamViewSchema, ...apiProblems('STREAM_UNKNOWN') },
      },
    },
    async ({ params }) => {
      const live = await store.streams.get(params)
      if (live === null)
        throw new TapedeckError('STREAM_UNKNOWN', {
          detail: `Nothing is known of the stream ${params.domain}/${params.app}/${params.stream}.`,
        })
      return toLiveStreamView(live)
    },
  )
}

const commandRoutes = (api: ApiServer, { control }: ApiContext): void => {
  api.post(
    '/streams/:domain/:app/:stream/commands',
    {
      schema: {
        operationId: 'commandStream',
        summary: 'Start, stop, restart, pause, resume or split the recording of a live stream',
        description: [
          'start records whatever the mode and window of the rule; a recording that was begun so ends with the stream.',
          "stop holds the recording and ends it when the rule's delay is over; start goes on within it, cancel_delay ends it at once.",
          'restart begins a new recording and ends the old one when the new one has begun, without a gap.',
          'A command that has nothing to do changes nothing. Of two that race, one wins and the other gets the error of what it then finds.',
        ].join(' '),
        tags,
        params,
        querystring: noQuery,
        body: streamCommandSchema,
        response: {
          200: liveStreamViewSchema,
          ...apiProblems(
            ...bodyErrors,
            'STREAM_NOT_LIVE',
            'STREAM_ALREADY_RECORDED',
            'STREAM_NOT_RECORDED',
            'STREAM_NOT_RULED',
            'TEMPLATE_NOT_FOUND',
            'STORAGE_NOT_CONFIGURED',
            'SECRET_UNREADABLE',
            'RECORD_STALE',
            'SERVICE_BUSY',
          ),
        },
      },
    },
    async ({ params, body }) => toLiveStreamView(await control.command(params, body.command)),
  )
}

/** Live streams and what is recorded of them. */
export const streamRoutes = (api: ApiServer, context: ApiContext): void => {
  readRoutes(api, context)
  commandRoutes(api, context)
  recordNowRoutes(api, context)
}
