import type { z } from 'zod'
import { basicAuthorization } from '../server-client.ts'
import { apiUrl, jsonAnswer, type ServerQuestion } from '../server-question.ts'

/** Asks SRS's HTTP API. @throws Error when it does not answer as the schema says */
export const askJson = async <T>(
  { client, poll, signal }: ServerQuestion,
  schema: z.ZodType<T>,
  path: string,
  query: Record<string, string> = {},
): Promise<T> =>
  jsonAnswer(
    schema,
    await client.ask({
      url: apiUrl(poll.url, path, query),
      headers: basicAuthorization(poll.user, poll.password),
      signal,
    }),
  )
