import type { ServerResponse } from 'node:http'

/** How a receiver treats a webhook whose signature is right. */
export type WebhookAnswer =
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  /** Takes the request and closes the connection. */
  | { kind: 'close' }
  /** Answers 204 after a while. */
  | { kind: 'slow'; delayMs: number }
  | { kind: 'redirect'; location: string }
  /** Answers at once with a body of so many bytes. */
  | { kind: 'bigBody'; status: number; bytes: number }
  /** Answers at once with a body that comes byte by byte and never ends. */
  | { kind: 'endlessBody'; status: number }
  /** Answers with something that is not HTTP. */
  | { kind: 'garbage' }

const dripMs = 50
const chunk = Buffer.alloc(64 * 1024, 'x')

const writeBig = (response: ServerResponse, bytes: number): void => {
  let left = bytes
  const more = (): void => {
    while (left > 0) {
      const piece = chunk.subarray(0, Math.min(left, chunk.length))
      left -= piece.length
      if (!response.write(piece)) return
    }
    response.end()
  }
  response.on('drain', more)
  more()
}

/** Repeats or delays on a timer that ends with the response. */
const untilClosed = (response: ServerResponse, start: () => NodeJS.Timeout): void => {
  const timer = start()
  response.on('close', () => clearInterval(timer))
}

/** Carries an answer out. */
export const giveAnswer = (answer: WebhookAnswer, response: ServerResponse): void => {
  switch (answer.kind) {
    case 'status':
      response.writeHead(answer.status, answer.headers).end()
      return
    case 'hang':
      return
    case 'close':
      response.socket?.destroy()
      return
    case 'slow':
      untilClosed(response, () => setTimeout(() => response.writeHead(204).end(), answer.delayMs))
      return
    case 'redirect':
      response.writeHead(302, { location: answer.location }).end()
      return
    case 'bigBody':
      response.writeHead(answer.status)
      writeBig(response, answer.bytes)
      return
    case 'endlessBody':
      response.writeHead(answer.status)
      untilClosed(response, () => setInterval(() => response.write('x'), dripMs))
      return
    case 'garbage':
      response.socket?.end('hello, this is not HTTP\r\n\r\n')
  }
}
