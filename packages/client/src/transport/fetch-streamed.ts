/** As the global `fetch`, of a request that is made. */
export type Fetch = (request: Request) => Promise<Response>

/**
 * Fetches an answer whose body is read as it comes, however long that takes.
 * @param silenceMs how long the answer may take to begin, and each piece of its body to come once it is asked for; a reader
 * may take its time
 */
export const fetchStreamed = async (
  request: Request,
  fetch: Fetch,
  silenceMs: number,
): Promise<Response> => {
  const silence = new AbortController()
  const inTime = async <T>(awaited: Promise<T>): Promise<T> => {
    const giveUp = (): void =>
      silence.abort(new DOMException(`Nothing came for ${silenceMs / 1000} s.`, 'TimeoutError'))
    const timer = setTimeout(giveUp, silenceMs)
    try {
      return await awaited
    } finally {
      clearTimeout(timer)
    }
  }
  const signal = AbortSignal.any([request.signal, silence.signal])
  const answer = await inTime(fetch(new Request(request, { signal })))
  if (answer.body === null) return answer
  const reader = answer.body.getReader()
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await inTime(reader.read())
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // nothing is read before it is asked for
    { highWaterMark: 0 },
  )
  return new Response(body, answer)
}
