import { recordingViewSchema, stopInputSchema } from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { splitRecording, stopRecording } from './control-recording.ts'
import { showRecording } from './show-recording.ts'

const tags = ['recordings']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})

/** Commands to a recording. They are stored; the recorder carries them out. */
export const controlRoutes = (api: ApiServer, context: ApiContext): void => {
  api.post(
    '/recordings/:id/stop',
    {
      schema: {
        operationId: 'stopRecording',
        summary: 'Stop a recording',
        description:
          '"graceful" records up to the end of what has arrived, "now" ends the pull at once. Stopping what has ended changes nothing.',
        tags,
        params,
        querystring: noQuery,
        body: stopInputSchema.nullable(),
        response: {
          202: recordingViewSchema,
          ...apiProblems(...bodyErrors, 'RECORDING_NOT_FOUND'),
        },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const recording = await stopRecording(context, id, body?.mode ?? 'graceful')
      return reply.code(202).send(await showRecording(context, recording))
    },
  )
  api.post(
    '/recordings/:id/split',
    {
      schema: {
        operationId: 'splitRecording',
        summary: 'Close the running cycle at the next keyframe',
        tags,
        params,
        querystring: noQuery,
        body: z.strictObject({}).nullable(),
        response: {
          202: recordingViewSchema,
          ...apiProblems(...bodyErrors, 'RECORDING_NOT_FOUND', 'RECORDING_NOT_RUNNING'),
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const recording = await splitRecording(context, id)
      return reply.code(202).send(await showRecording(context, recording))
    },
  )
}
