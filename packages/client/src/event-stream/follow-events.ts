import type { EventSourceMessage } from 'eventsource-parser'
import { errorOfAnswer, TapedeckApiError, unreachable } from '../api-error.ts'
import type { Fetch } from '../transport/fetch-streamed.ts'
import { backoffMs, wait } from '../transport/wait.ts'
import { readEvents } from './read-events.ts'

/** How a stream of events is followed. */
export type FollowOptions = {
  /** Aborted: the iteration ends. */
  signal?: AbortSignal | undefined
  /** Told when the stream is there, and when it broke off and is opened again. */
  onConnection?: ((state: 'open' | 'broken') => void) | undefined
}

/** An event after which the stream is probably over: whether it is so is asked at once. */
type IsLast = (message: EventSourceMessage) => boolean

export type FollowParts = {
  fetch: Fetch
  url: string
  headers: Record<string, string>
  random: () => number
}

/** Three times the server's own sign of life. */
const silenceMs = 45_000
/** How long an answer may take to begin. */
const openTimeoutMs = 15_000
const firstMs = 500
const maxMs = 10_000
const ownRetryMs = 2_000

/** An answer that coming back later would not change. */
export const isLasting = (error: unknown): boolean =>
  error instanceof TapedeckApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  error.status !== 408 &&
  error.status !== 429

const open = async (
  { fetch, url, headers }: FollowParts,
  lastId: string | null,
  signal: AbortSignal,
): Promise<Response> => {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), openTimeoutMs)
  const request = new Request(url, {
    headers: {
      ...headers,
      accept: 'text/event-stream',
      ...(lastId === null ? {} : { 'last-event-id': lastId }),
    },
    signal: AbortSignal.any([signal, late.signal]),
  })
  try {
    const answer = await fetch(request)
    if (answer.ok) return answer
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false
    throw errorOfAnswer(answer.status, isJson ? await answer.json() : await answer.text())
  } catch (error) {
    throw error instanceof TapedeckApiError ? error : unreachable(error)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Follows a stream of server-sent events. One that breaks off is opened again after the last event that was seen,
 * however often, so nothing is missed and nothing comes twice; it ends when the server says that it is over (204) or
 * the signal is aborted.
 * @param after id of the event after which to begin; null for the first one
 * @throws TapedeckApiError of an answer that coming back would not change (401, 404 …)
 */
export async function* followEvents(
  parts: FollowParts,
  after: string | null,
  { signal, onConnection, isLast }: FollowOptions & { isLast?: IsLast },
): AsyncGenerator<EventSourceMessage, void, void> {
  // the connection is given up with the iteration, however that ends
  const left = new AbortController()
  const ended = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal])
  const isOver = (): boolean => ended.aborted
  let lastId = after
  let failures = 0
  let retryMs = ownRetryMs
  let seemsOver = false
  const onRetry = (ms: number): void => {
    retryMs = Math.min(ms, maxMs)
  }
  try {
    while (!isOver()) {
      try {
        const answer = await open(parts, lastId, ended)
        if (answer.status === 204 || answer.body === null) return
        onConnection?.('open')
        for await (const message of readEvents(answer.body, { silenceMs, onRetry })) {
          failures = 0
          lastId = message.id ?? lastId
          seemsOver = isLast?.(message) ?? false
          yield message
        }
      } catch (error) {
        if (isLasting(error)) throw error
        failures++
      }
      if (isOver()) return
      if (seemsOver && failures === 0) {
        seemsOver = false
        continue
      }
      onConnection?.('broken')
      const { random } = parts
      const delayMs = failures === 0 ? retryMs : backoffMs(failures, { firstMs, maxMs, random })
      // rejects only because it is aborted, which ends the loop
      await wait(delayMs, ended).catch(() => undefined)
    }
  } finally {
    left.abort()
  }
}
