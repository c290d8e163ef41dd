import { deliveryLimits } from '@tapedeck/domain'
import type { Dispatcher } from 'undici'

/** An answer's body is read only so that its connection can be used again: up to this many bytes, this long. */
const maxAnswerBytes = 64 * 1024
const maxAnswerBodyMs = 1000

const cut = (bytes: Uint8Array): string =>
  // as a stream: a character that is cut in two is left out
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    bytes.subarray(0, deliveryLimits.excerptBytes),
    { stream: true },
  )

/** The beginning of a body as text of at most `deliveryLimits.excerptBytes`; null when there is nothing. What is no text is shown as �. */
export const excerptOf = (bytes: Uint8Array): string | null => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const text = cut(bytes).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
  const excerpt = cut(Buffer.from(text))
  return excerpt === '' ? null : excerpt
}

/**
 * Reads an answer's body within the bounds and gives its beginning; one that goes on or breaks off loses its connection,
 * which changes nothing of its status.
 */
export const readAnswer = async (body: Dispatcher.ResponseData['body']): Promise<string | null> => {
  const start: Buffer[] = []
  let bytes = 0
  const timer = setTimeout(() => body.destroy(), maxAnswerBodyMs)
  // a body that is let go tells of it by an error, which would end the process if nobody heard it
  body.on('error', () => undefined)
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (bytes < deliveryLimits.excerptBytes) start.push(chunk)
      bytes += chunk.length
      if (bytes > maxAnswerBytes) break
    }
  } catch {
    // the body ended early, by the timer or by the receiver
  } finally {
    clearTimeout(timer)
  }
  return excerptOf(Buffer.concat(start))
}
