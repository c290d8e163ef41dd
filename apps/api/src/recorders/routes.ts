import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'
import { recorderSchema } from './recorder-schema.ts'

/** Who records. */
export const recorderRoutes = (api: ApiServer, { store }: ApiContext): void => {
  api.get(
    '/recorders',
    {
      schema: {
        operationId: 'listRecorders',
        summary: 'List the recorders that show signs of life',
        tags: ['recorders'],
        querystring: z.strictObject({}),
        response: { 200: z.object({ items: z.array(recorderSchema) }), ...apiProblems() },
      },
    },
    async () => {
      const recorders = await store.recorders.list()
      return {
        items: recorders.map(({ updatedAtMs, spool = null, ...recorder }) => ({
          ...recorder,
          updatedAt: new Date(updatedAtMs).toISOString(),
          spool,
        })),
      }
    },
  )
}
