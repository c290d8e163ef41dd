import type { Socket } from 'node:net'
import { problemContentType, TapedeckError, toProblem } from '@tapedeck/contracts'

const detailOf = (code: string | undefined): string => {
  if (code === 'HPE_HEADER_OVERFLOW') return 'The request headers are too large.'
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'The request did not arrive in time.'
  return 'The request is not valid HTTP.'
}

/** Answers what Node could not read as HTTP, in the same form as every other error, and ends the connection. */
export const answerMalformedRequest = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = new TapedeckError('INPUT_INVALID', { detail: detailOf(error.code) })
  const body = JSON.stringify(toProblem(problem))
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: ${problemContentType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
