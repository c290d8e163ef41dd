import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { giveAnswer, type WebhookAnswer } from './webhook-answer.ts'

/** How a callback treats a question. */
export type CallbackAnswer = WebhookAnswer | { kind: 'body'; body: string; status?: number }

/** One question as it came. */
export type CallbackQuestion = {
  method: string
  url: string
  query: URLSearchParams
  headers: Record<string, string>
}

export type CallbackServer = {
  /** Where to ask; any path below it works too. */
  url: string
  questions: CallbackQuestion[]
  /** How questions are answered from now on; 404 at the start. */
  answer(answer: CallbackAnswer | ((question: CallbackQuestion) => CallbackAnswer)): void
  stop(): Promise<void>
}

const give = (answer: CallbackAnswer, response: ServerResponse): void => {
  if (answer.kind !== 'body') {
    giveAnswer(answer, response)
    return
  }
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' })
  response.end(answer.body)
}

/** A real HTTP server on 127.0.0.1 that is asked as a user's on-demand callback would be. */
export const startCallbackServer = async (): Promise<CallbackServer> => {
  const questions: CallbackQuestion[] = []
  let answerOf: (question: CallbackQuestion) => CallbackAnswer = () => ({
    kind: 'status',
    status: 404,
  })
  const server = createServer(({ method = '', url = '/', headers }, response) => {
    const question = {
      method,
      url,
      query: new URL(url, 'http://callback').searchParams,
      headers: headers as Record<string, string>,
    }
    questions.push(question)
    give(answerOf(question), response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    questions,
    answer: (answer) => {
      answerOf = typeof answer === 'function' ? answer : () => answer
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
