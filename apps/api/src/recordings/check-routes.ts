import { fileViewSchema, toFileView } from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { askedAddress } from '../asked-address.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { requestCheck } from './check-file.ts'
import { findRecording } from './find-recording.ts'
import { showFiles } from './recording-files.ts'

/** Checks of what a recording left behind. They are queued; a recorder makes them. */
export const checkRoutes = (api: ApiServer, context: ApiContext): void => {
  api.post(
    '/recordings/:id/files/:fileId/check',
    {
      schema: {
        operationId: 'checkFile',
        summary: 'Have a stored file read back, compared and decoded',
        description:
          'A recorder reads the file from storage, compares its bytes with what was stored and decodes all of it. The result is the `check` of the file; damage is told by `recording.degraded`. Asking again while a check waits or runs changes nothing.',
        tags: ['recordings'],
        params: z.strictObject({ id: z.string(), fileId: z.string() }),
        querystring: z.strictObject({}),
        body: z.strictObject({}).nullable(),
        response: {
          202: fileViewSchema,
          ...apiProblems(
            ...bodyErrors,
            'RECORDING_NOT_FOUND',
            'FILE_NOT_FOUND',
            'FILE_NOT_STORED',
            'SERVICE_BUSY',
          ),
        },
      },
    },
    async (request, reply) => {
      const { id, fileId } = request.params
      const recording = await findRecording(context, id)
      const file = await requestCheck(context, recording, fileId)
      const address = askedAddress(context.config, request)
      const [view = toFileView(file, null)] = await showFiles(context, recording, [file], address)
      return reply.code(202).send(view)
    },
  )
}
