import { thumbnailViewSchema, toThumbnailView } from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { findRecording } from './find-recording.ts'
import { configuredStore } from './recording-files.ts'

/** The pictures that were taken while a stream was recorded. */
export const thumbnailRoutes = (api: ApiServer, context: ApiContext): void => {
  api.get(
    '/recordings/:id/thumbnails',
    {
      schema: {
        operationId: 'listThumbnails',
        summary: 'List the thumbnails of a recording, oldest first',
        tags: ['recordings'],
        params: z.strictObject({ id: z.string() }),
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf(thumbnailViewSchema), ...apiProblems('RECORDING_NOT_FOUND') },
      },
    },
    async ({ params: { id }, query: { limit, cursor = null } }) => {
      const recording = await findRecording(context, id)
      const page = await context.store.thumbnails.list(id, { limit, cursor })
      const store = configuredStore(() => context.storage(recording.storage))
      const { presignSeconds } = context.config
      const items = await Promise.all(
        page.items.map(async (thumbnail) =>
          toThumbnailView(
            thumbnail,
            (await store?.presignGet(thumbnail.key, presignSeconds)) ?? null,
          ),
        ),
      )
      return { items, nextCursor: page.nextCursor }
    },
  )
}
