import { timelineSchema } from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { askedAddress } from '../asked-address.ts'
import { apiProblems } from '../openapi/answers.ts'
import { findRecording } from '../recordings/find-recording.ts'
import { maxTimelineFiles } from './build-timeline.ts'
import { readTimeline } from './read-timeline.ts'

/** What happened to a recording, for those who draw it. */
export const timelineRoutes = (api: ApiServer, context: ApiContext): void => {
  api.get(
    '/recordings/:id/timeline',
    {
      schema: {
        operationId: 'getTimeline',
        summary: 'Get what happened to a recording: files, gaps, interruptions, pauses, commands',
        description: `At most ${maxTimelineFiles} files, the newest, and with links=presigned a link to each.`,
        tags: ['recordings'],
        params: z.strictObject({ id: z.string() }),
        querystring: z.strictObject({ links: z.enum(['none', 'presigned']).default('none') }),
        response: { 200: timelineSchema, ...apiProblems('RECORDING_NOT_FOUND') },
      },
    },
    async (request) => {
      const recording = await findRecording(context, request.params.id)
      const isLinked = request.query.links === 'presigned'
      return readTimeline(
        context,
        recording,
        isLinked ? askedAddress(context.config, request) : null,
      )
    },
  )
}
