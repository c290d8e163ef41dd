import {
  recordNowResultSchema,
  recordNowSchema,
  toProblem,
  toTapedeckError,
} from '@tapedeck/contracts'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { acceptTemplateStorages } from '../recordings/accepted-storage.ts'
import { chosenTemplate } from '../templates/chosen-template.ts'

/** Recording live streams at a user's request alone. */
export const recordNowRoutes = (api: ApiServer, context: ApiContext): void => {
  api.post(
    '/streams/record',
    {
      schema: {
        operationId: 'recordStreams',
        summary: 'Record live streams now, whatever the rules say',
        description:
          'Each recording goes on until its stream ends or it is stopped. The answer tells of each stream whether it is recorded; one that is not does not keep others from it.',
        tags: ['streams'],
        querystring: z.strictObject({}),
        body: recordNowSchema,
        response: {
          200: recordNowResultSchema,
          ...apiProblems(
            ...bodyErrors,
            'TEMPLATE_NOT_FOUND',
            'WEBHOOK_ADDRESS_REFUSED',
            'STORAGE_NOT_CONFIGURED',
            'SECRET_UNREADABLE',
            'STORAGE_UNREACHABLE',
            'STORAGE_DENIED',
            'STORAGE_NOT_FOUND',
            'STORAGE_FAILED',
          ),
        },
      },
    },
    async ({ body, log }) => {
      const chosen = await chosenTemplate(context, body)
      const template = await acceptTemplateStorages(context, body, chosen)
      const outcomes = await context.control.recordNow(body.streams, {
        template,
        templateId: body.templateId ?? null,
      })
      const results = outcomes.map(({ stream, recordingId, error }) => {
        if (recordingId !== null) return { stream, recordingId, problem: null }
        const problem = toTapedeckError(error)
        if (problem.facts.blame === 'service')
          log.error({ err: error }, 'a stream could not be recorded')
        return { stream, recordingId, problem: toProblem(problem) }
      })
      return { results }
    },
  )
}
