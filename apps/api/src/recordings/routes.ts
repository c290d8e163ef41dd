import { recordingInputSchema, recordingViewSchema, toRecordingView } from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { pageOf } from '../paging.ts'
import { acceptRecording } from './accept-recording.ts'
import { findRecording } from './find-recording.ts'
import { filterOf, listQuerySchema } from './list-query.ts'
import { showRecording } from './show-recording.ts'

const tags = ['recordings']
const noQuery = z.strictObject({})

/** Loose, because a request carries more headers than this one. */
const headers = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters without spaces')
    .optional(),
})

/** Submitting recordings and looking at them. */
export const recordingRoutes = (api: ApiServer, context: ApiContext): void => {
  api.post(
    '/recordings',
    {
      schema: {
        operationId: 'createRecording',
        summary: 'Record a stream',
        description:
          'The same id, or the same Idempotency-Key, with the same body gives the same recording again.',
        tags,
        headers,
        querystring: noQuery,
        body: recordingInputSchema,
        response: {
          202: recordingViewSchema,
          ...apiProblems(
            ...bodyErrors,
            'TEMPLATE_NOT_FOUND',
            'WEBHOOK_ADDRESS_REFUSED',
            'RECORDING_EXISTS',
            'STORAGE_NOT_CONFIGURED',
            'STORAGE_UNREACHABLE',
            'STORAGE_DENIED',
            'STORAGE_NOT_FOUND',
            'STORAGE_FAILED',
          ),
        },
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key'] ?? null
      const accepted = await acceptRecording(context, { body: request.body, idempotencyKey })
      return reply
        .code(202)
        .header('location', `/v1/recordings/${accepted.recording.id}`)
        .header('idempotent-replayed', String(!accepted.isNew))
        .send(await showRecording(context, accepted.recording))
    },
  )
  api.get(
    '/recordings',
    {
      schema: {
        operationId: 'listRecordings',
        summary: 'List recordings, newest first',
        description:
          'Live figures are only in a single recording. A page may hold fewer than `limit` and yet have a next one.',
        tags,
        querystring: listQuerySchema,
        response: { 200: pageOf(recordingViewSchema), ...apiProblems() },
      },
    },
    async ({ query }) => {
      const page = { limit: query.limit, cursor: query.cursor ?? null }
      const { items, nextCursor } = await context.store.recordings.list(filterOf(query), page)
      return { items: items.map((recording) => toRecordingView(recording, null)), nextCursor }
    },
  )
  api.get(
    '/recordings/:id',
    {
      schema: {
        operationId: 'getRecording',
        summary: 'Get a recording with its live figures',
        tags,
        params: z.strictObject({ id: z.string() }),
        querystring: noQuery,
        response: { 200: recordingViewSchema, ...apiProblems('RECORDING_NOT_FOUND') },
      },
    },
    async ({ params }) => showRecording(context, await findRecording(context, params.id)),
  )
}
