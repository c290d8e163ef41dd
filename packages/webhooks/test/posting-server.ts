import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A request as it came over the wire. */
export type Posted = { path: string; headers: Map<string, string>; body: string }

export type PostingServer = { url: string; posted: Posted[]; stop(): Promise<void> }

/** A real HTTP server on 127.0.0.1 that keeps what is posted, names of headers in their own case, and answers with a text. */
export const startPostingServer = async (answer: string): Promise<PostingServer> => {
  const posted: Posted[] = []
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = request.rawHeaders
    const names = raw.filter((_, index) => index % 2 === 0)
    const headers = new Map(names.map((name, index) => [name, raw[index * 2 + 1] ?? '']))
    posted.push({ path: request.url ?? '', headers, body: await text(request) })
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
  }
  const server = createServer((request, response) => {
    take(request, response).catch((error: Error) => response.destroy(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    posted,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
