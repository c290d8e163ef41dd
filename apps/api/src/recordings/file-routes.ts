import { fileViewSchema, manifestSchema } from '@tapedeck/contracts'
import { buildManifest } from '@tapedeck/domain'
import { storedFiles } from '@tapedeck/store'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { askedAddress } from '../asked-address.ts'
import { apiProblems, noContent } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { findRecording } from './find-recording.ts'
import { deleteRecording, showFiles } from './recording-files.ts'

const tags = ['recordings']
const params = z.strictObject({ id: z.string() })

/** What a recording left behind. */
export const fileRoutes = (api: ApiServer, context: ApiContext): void => {
  api.get(
    '/recordings/:id/files',
    {
      schema: {
        operationId: 'listFiles',
        summary: 'List the stored files of a recording, oldest first',
        description:
          'With links that need no key: presigned ones of S3, signed ones of this API for the filesystem storage.',
        tags,
        params,
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(fileViewSchema), ...apiProblems('RECORDING_NOT_FOUND') },
      },
    },
    async (request) => {
      const { id } = request.params
      const { query } = request
      const recording = await findRecording(context, id)
      const page = { limit: query.limit, cursor: query.cursor ?? null }
      const { items, nextCursor } = await context.store.recordings.files(id, page)
      const address = askedAddress(context.config, request)
      return { items: await showFiles(context, recording, items, address), nextCursor }
    },
  )
  api.get(
    '/recordings/:id/manifest',
    {
      schema: {
        operationId: 'getManifest',
        summary: 'Get the account of a recording: every file, every gap',
        tags,
        params,
        querystring: z.strictObject({}),
        response: { 200: manifestSchema, ...apiProblems('RECORDING_NOT_FOUND') },
      },
    },
    async ({ params: { id } }) => {
      const recording = await findRecording(context, id)
      return buildManifest(recording, await storedFiles(context.store.recordings, id))
    },
  )
  api.delete(
    '/recordings/:id',
    {
      schema: {
        operationId: 'deleteRecording',
        summary: 'Delete a finished recording',
        description: 'With `files=true` its objects are deleted too, which cannot be undone.',
        tags,
        params,
        querystring: z.strictObject({ files: z.enum(['true', 'false']).default('false') }),
        response: {
          204: noContent('Deleted'),
          ...apiProblems(
            'RECORDING_NOT_FOUND',
            'RECORDING_NOT_FINISHED',
            'STORAGE_NOT_CONFIGURED',
            'STORAGE_UNREACHABLE',
            'STORAGE_DENIED',
            'STORAGE_FAILED',
          ),
        },
      },
    },
    async ({ params: { id }, query }, reply) => {
      const recording = await findRecording(context, id)
      await deleteRecording(context, recording, query.files === 'true')
      return reply.code(204).send(null)
    },
  )
}
