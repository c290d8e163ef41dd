import type { RawNotification } from './ingest-event.ts'
import type { ServerClient, ServerRequest } from './server-client.ts'
import type { ServerQuestion } from './server-question.ts'

/** For tests: a notification with this body. */
export const notification = (
  body: string,
  query: Record<string, unknown> = {},
): RawNotification => ({ contentType: 'text/plain', body, query })

/** For tests of servers that cannot be installed: answers by path, objects as JSON and texts as they are; else 404. */
export const jsonServer = (
  answers: Record<string, unknown>,
): ServerClient & { asked: ServerRequest[] } => {
  const asked: ServerRequest[] = []
  return {
    asked,
    async ask(request) {
      asked.push(request)
      const answer = answers[request.url.pathname]
      if (answer === undefined) return { status: 404, body: '' }
      return { status: 200, body: typeof answer === 'string' ? answer : JSON.stringify(answer) }
    },
    close: async () => undefined,
  }
}

/** For tests: what is asked of a server. */
export const question = (
  client: ServerClient,
  part: { domain?: string | null; user?: string; password?: string; url?: string } = {},
): ServerQuestion => ({
  client,
  poll: {
    url: part.url ?? 'http://server.example',
    intervalSeconds: 5,
    user: part.user ?? null,
    password: part.password ?? null,
  },
  domain: part.domain === undefined ? 'd' : part.domain,
  signal: new AbortController().signal,
})
