import { Agent, type Dispatcher, request } from 'undici'

/** Longest wait for a whole answer, in milliseconds. */
const answerTimeoutMs = 5000
/** Longest answer in bytes: some thousands of streams. */
const maxAnswerBytes = 16 * 1024 * 1024

export type ServerRequest = {
  url: URL
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  signal: AbortSignal
}

export type ServerAnswer = { status: number; body: string }

/** Asks media servers over HTTP. Redirects are not followed; time and size are bounded. */
export type ServerClient = {
  /** @throws Error when there is no answer, none in time, or one that is too long; its message holds no secret */
  ask(request: ServerRequest): Promise<ServerAnswer>
  /** Closes every connection; questions under way fail. */
  close(): Promise<void>
}

const readBody = async (body: Dispatcher.ResponseData['body']): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) throw new Error(`the answer has more than ${maxAnswerBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** @param options.timeoutMs for the whole answer, 5000 when absent */
export const createServerClient = (options: { timeoutMs?: number } = {}): ServerClient => {
  const timeoutMs = options.timeoutMs ?? answerTimeoutMs
  const dispatcher = new Agent({ allowH2: false, connect: { timeout: timeoutMs } })
  return {
    async ask({ url, method = 'GET', headers = {}, body, signal }) {
      const answer = await request(url, {
        dispatcher,
        method,
        headers,
        body: body ?? null,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      return { status: answer.statusCode, body: await readBody(answer.body) }
    },
    close: () => dispatcher.destroy(),
  }
}

/** Basic credentials as a header; none without a user. */
export const basicAuthorization = (
  user: string | null,
  password: string | null,
): Record<string, string> =>
  user === null
    ? {}
    : {
        authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`,
      }
