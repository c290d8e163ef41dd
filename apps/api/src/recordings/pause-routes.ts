import { pauseInputSchema, recordingViewSchema } from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { pauseRecording, resumeRecording } from './pause-recording.ts'
import { showRecording } from './show-recording.ts'

const tags = ['recordings']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})

const response = {
  202: recordingViewSchema,
  ...apiProblems(...bodyErrors, 'RECORDING_NOT_FOUND', 'RECORDING_NOT_RUNNING'),
}

/** Pausing and going on. The wish is stored; the recorder carries it out. */
export const pauseRoutes = (api: ApiServer, context: ApiContext): void => {
  api.post(
    '/recordings/:id/pause',
    {
      schema: {
        operationId: 'pauseRecording',
        summary: 'Skip the stream for a while, files stay open for an hour at most',
        description:
          'Pausing what is paused changes nothing, or when it will be stopped. The recording of a live stream is paused with its renditions, as by the command `pause` to the stream.',
        tags,
        params,
        querystring: noQuery,
        body: pauseInputSchema.nullable(),
        response,
      },
    },
    async ({ params: { id }, body }, reply) => {
      const recording = await pauseRecording(context, id, body?.stopAfterSeconds ?? null)
      return reply.code(202).send(await showRecording(context, recording))
    },
  )
  api.post(
    '/recordings/:id/resume',
    {
      schema: {
        operationId: 'resumeRecording',
        summary: 'Record a paused stream again',
        description: 'Resuming what is not paused changes nothing.',
        tags,
        params,
        querystring: noQuery,
        body: z.strictObject({}).nullable(),
        response,
      },
    },
    async ({ params: { id } }, reply) => {
      const recording = await resumeRecording(context, id)
      return reply.code(202).send(await showRecording(context, recording))
    },
  )
}
