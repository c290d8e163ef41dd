import { setTimeout as delay } from 'node:timers/promises'
import type { FileView, RecordingView } from '@tapedeck/contracts'
import { createStreamClient, type StreamClient } from './stream-client.ts'
import { createWebhookClient, type WebhookClient } from './webhook-client.ts'

/** An answer of the API as it came. */
export type ApiAnswer<T> = { status: number; headers: Headers; body: T }

/** The native API as a user's program would call it. */
export type ApiClient = StreamClient &
  WebhookClient & {
    url: string
    call<T = unknown>(
      method: string,
      path: string,
      body?: unknown,
      headers?: Record<string, string>,
    ): Promise<ApiAnswer<T>>
    /** POST /v1/recordings; throws unless it is accepted. */
    record(body: unknown): Promise<RecordingView>
    recording(id: string): Promise<RecordingView>
    /** Every file of a recording, over all pages. */
    files(id: string): Promise<FileView[]>
    /** Asks until the recording is as wanted; throws with its last state after `timeoutMs`. */
    waitFor(
      id: string,
      wanted: (recording: RecordingView) => boolean,
      timeoutMs: number,
    ): Promise<RecordingView>
  }

const pollMs = 200

/** A client for one API server and key. */
export const createApiClient = (url: string, key: string): ApiClient => {
  const call: ApiClient['call'] = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer<T>> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text === '' ? null : JSON.parse(text)) as T,
    }
  }
  const must = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await call<T>(method, path, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const recording = (id: string) => must<RecordingView>('GET', `/v1/recordings/${id}`)
  return {
    ...createStreamClient({ call, must }),
    ...createWebhookClient(must),
    url,
    call,
    record: (body) => must('POST', '/v1/recordings', body),
    recording,
    async files(id) {
      const files: FileView[] = []
      let cursor: string | null = null
      do {
        const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const page: { items: FileView[]; nextCursor: string | null } = await must(
          'GET',
          `/v1/recordings/${id}/files?limit=100${query}`,
        )
        files.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== null)
      return files
    },
    async waitFor(id, wanted, timeoutMs) {
      const deadlineMs = Date.now() + timeoutMs
      for (;;) {
        const current = await recording(id)
        if (wanted(current)) return current
        if (Date.now() > deadlineMs)
          throw new Error(
            `recording ${id} is not as wanted after ${timeoutMs} ms: ${JSON.stringify(current)}`,
          )
        await delay(pollMs)
      }
    },
  }
}
