import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** An event larger than this is none of ours. */
const maxEventChars = 16 * 1024 * 1024

type ReadOptions = {
  /** A stream that says nothing for so long, not even a comment, is broken. */
  silenceMs: number
  /** The server asks to wait so many milliseconds before coming back. */
  onRetry: (ms: number) => void
}

/** The next chunk; rejects after `silenceMs` without one. */
const readWithin = async (
  reader: ReadableStreamDefaultReader<Uint8Array>,
  silenceMs: number,
): Promise<Uint8Array | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the stream fell silent')), silenceMs)
  })
  try {
    const { value } = await Promise.race([reader.read(), silence])
    return value
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The events of a body in the format of server-sent events, until it ends. The body is given up when the reader stops.
 * @throws Error when it breaks off, falls silent, or holds an event that is too large
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  { silenceMs, onRetry }: ReadOptions,
): AsyncGenerator<EventSourceMessage, void, void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let events: EventSourceMessage[] = []
  const tooLarge: Error[] = []
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent: (event) => events.push(event),
    onRetry,
    onError: (parseError) => {
      if (parseError.type === 'max-buffer-size-exceeded') tooLarge.push(parseError)
    },
  })
  try {
    for (;;) {
      const chunk = await readWithin(reader, silenceMs)
      if (chunk === undefined) return
      parser.feed(decoder.decode(chunk, { stream: true }))
      const arrived = events
      events = []
      yield* arrived
      if (tooLarge[0] !== undefined) throw tooLarge[0]
    }
  } finally {
    // of a body that broke off it rejects with what is thrown already
    await reader.cancel().catch(() => undefined)
  }
}
