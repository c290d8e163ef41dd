import { unreachable } from '../api-error.ts'
import { type Fetch, fetchStreamed } from './fetch-streamed.ts'
import { isRepeatable } from './repeatable.ts'
import { retryAfterMs } from './retry-after.ts'
import { backoffMs, wait } from './wait.ts'

export type RetryOptions = {
  fetch: Fetch
  /** Tries after the first one. */
  retries: number
  /** How long one try may take, its body included; of a streamed body, how long nothing may come. */
  timeoutMs: number
  /** Whether the body of the answer is read as it comes. */
  isStreamed: (request: Request) => boolean
  /** As Math.random. */
  random: () => number
}

/** Answers that say nothing of the request itself. */
const passingStatuses = new Set([429, 502, 503, 504])
const firstMs = 200
const maxMs = 5_000

type Try = { answer: Response } | { error: unknown }

/** A long poll may take as long as it asks for on top. */
const longPollMs = ({ url }: Request): number =>
  Number(new URL(url).searchParams.get('wait') ?? 0) * 1000

const fetchWhole = (request: Request, fetch: Fetch, limitMs: number): Promise<Response> => {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limitMs)])
  return fetch(new Request(request, { signal }))
}

const tryOnce = async (request: Request, options: RetryOptions): Promise<Try> => {
  const { fetch, timeoutMs, isStreamed } = options
  const fetchIt = isStreamed(request) ? fetchStreamed : fetchWhole
  try {
    // the request itself stays unread for another try
    return { answer: await fetchIt(request.clone(), fetch, timeoutMs + longPollMs(request)) }
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason
    return { error }
  }
}

const isPassing = (outcome: Try): boolean =>
  'error' in outcome || passingStatuses.has(outcome.answer.status)

/** What a try that got no answer did may have been the removal that now finds nothing. */
const isDoneAlready = (request: Request, { status }: Response, wasUnanswered: boolean): boolean =>
  wasUnanswered && request.method === 'DELETE' && status === 404

/**
 * Sends requests again that got no answer, or one that passes (429, 502, 503, 504), when repeating them is safe; waits
 * as long as `Retry-After` says, else longer each time.
 * @returns a fetch that throws TapedeckApiError API_UNREACHABLE, or the reason of an aborted request
 */
export const createRetryingFetch =
  (options: RetryOptions): Fetch =>
  async (request) => {
    const tries = isRepeatable(request) ? options.retries : 0
    let wasUnanswered = false
    for (let failures = 0; ; ) {
      const outcome = await tryOnce(request, options)
      failures++
      if (!isPassing(outcome) || failures > tries) {
        if ('error' in outcome) throw unreachable(outcome.error)
        if (isDoneAlready(request, outcome.answer, wasUnanswered)) {
          await outcome.answer.body?.cancel()
          return new Response(null, { status: 204 })
        }
        return outcome.answer
      }
      const told = 'answer' in outcome ? retryAfterMs(outcome.answer.headers, Date.now()) : null
      if ('answer' in outcome) await outcome.answer.body?.cancel()
      else wasUnanswered = true
      await wait(
        told ?? backoffMs(failures, { firstMs, maxMs, random: options.random }),
        request.signal,
      )
    }
  }
