import { playlistContentType } from '@tapedeck/media'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'
import { findRecording } from '../recordings/find-recording.ts'
import { createLinkCache } from './link-cache.ts'
import { maxPlaylistSlices } from './render-playlist.ts'
import { showPlaylist } from './show-playlist.ts'
import { sliceRoutes } from './slice-routes.ts'

/** Links that are kept, of half a kilobyte each. */
const maxLinks = 20_000

/** Playing what is recorded, while it is recorded and afterwards. */
export const playlistRoutes = (api: ApiServer, context: ApiContext): void => {
  const { config, clock } = context
  const links = createLinkCache({ presignSeconds: config.presignSeconds, maxLinks, clock })
  api.get(
    '/recordings/:id/playlists/:output.m3u8',
    {
      schema: {
        operationId: 'getPlaylist',
        summary: 'Get one playlist over all slices of an output (m3u8, cmaf)',
        description: [
          'While the recording runs it is an EVENT playlist that grows, afterwards a VOD playlist.',
          'links=presigned names slices by links that work without a key for a limited time; links=api, and any storage that has no such links, by addresses of this API, which need the key.',
          `It holds the newest ${maxPlaylistSlices} slices.`,
        ].join(' '),
        tags: ['recordings'],
        params: z.strictObject({ id: z.string(), output: z.string() }),
        querystring: z.strictObject({ links: z.enum(['presigned', 'api']).default('presigned') }),
        response: {
          200: {
            description: 'A media playlist (RFC 8216)',
            content: { [playlistContentType]: { schema: z.string() } },
          },
          ...apiProblems('RECORDING_NOT_FOUND', 'FILE_NOT_FOUND', 'FILE_NOT_STORED'),
        },
      },
    },
    async ({ params: { id, output }, query }, reply) => {
      const recording = await findRecording(context, id)
      const isPresigned = query.links === 'presigned'
      const playlist = await showPlaylist(context, links, recording, output, isPresigned)
      return reply
        .header('content-type', playlistContentType)
        .header('cache-control', 'private, no-cache')
        .send(playlist)
    },
  )
  sliceRoutes(api, context)
}
