import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { NotificationAnswer, RawNotification } from '../src/index.ts'

/** A notification as it came, with the path that it was sent to. */
export type Received = RawNotification & { path: string }

/** Takes whatever a media server sends and answers as it likes it. */
export const startReceiver = async (answer: NotificationAnswer) => {
  const received: Received[] = []
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://receiver')
    const body = await text(request)
    received.push({
      path: url.pathname,
      contentType: request.headers['content-type'] ?? null,
      query: Object.fromEntries(url.searchParams),
      body,
    })
    response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body)
  }
  const server = createServer((request, response) => void take(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    stop: async (): Promise<void> => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
