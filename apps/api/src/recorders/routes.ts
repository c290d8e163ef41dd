import { type RecorderView, recorderViewSchema, TapedeckError } from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { showRecorder } from './show-recorder.ts'

const tags = ['recorders']
const noQuery = z.strictObject({})

/** @throws TapedeckError RECORDER_NOT_FOUND */
const wish = async (
  { store: { recorders } }: ApiContext,
  id: string,
  isToDrain: boolean,
): Promise<RecorderView> => {
  const isNoted = await recorders.wishDrain(id, isToDrain)
  const recorder = (await recorders.list()).find(({ recorderId }) => recorderId === id)
  if (!isNoted || recorder === undefined)
    throw new TapedeckError('RECORDER_NOT_FOUND', {
      detail: `No recorder "${id}" shows a sign of life.`,
    })
  return showRecorder(recorder)
}

const wishSchema = {
  tags,
  params: z.strictObject({ id: z.string() }),
  querystring: noQuery,
  body: z.strictObject({}).nullable(),
  response: {
    202: recorderViewSchema,
    ...apiProblems(...bodyErrors, 'RECORDER_NOT_FOUND'),
  },
}

const drainRoutes = (api: ApiServer, context: ApiContext): void => {
  api.post(
    '/recorders/:id/drain',
    {
      schema: {
        operationId: 'drainRecorder',
        summary: 'Empty a recorder without ending it',
        description:
          'It takes no recording any more and passes on what it has, without a gap, as soon as another recorder has room. Its state says when nothing is left on it. The wish outlives a restart.',
        ...wishSchema,
      },
    },
    async ({ params: { id } }, reply) => reply.code(202).send(await wish(context, id, true)),
  )
  api.post(
    '/recorders/:id/resume',
    {
      schema: {
        operationId: 'resumeRecorder',
        summary: 'Let a drained recorder take recordings again',
        description: 'It follows within seconds.',
        ...wishSchema,
      },
    },
    async ({ params: { id } }, reply) => reply.code(202).send(await wish(context, id, false)),
  )
}

/** Who records. */
export const recorderRoutes = (api: ApiServer, context: ApiContext): void => {
  api.get(
    '/recorders',
    {
      schema: {
        operationId: 'listRecorders',
        summary: 'List the recorders that show signs of life',
        tags,
        querystring: noQuery,
        response: { 200: z.object({ items: z.array(recorderViewSchema) }), ...apiProblems() },
      },
    },
    async () => ({ items: (await context.store.recorders.list()).map(showRecorder) }),
  )
  drainRoutes(api, context)
}
