import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What one request is answered; the last one of a script answers all that follow. */
export type Step = (response: ServerResponse, request: IncomingMessage) => void

export type ScriptedServer = {
  url: string
  /** Requests as they came. */
  requests: { method: string; path: string; headers: IncomingMessage['headers']; body: string }[]
  stop(): Promise<void>
}

/** A real HTTP server on 127.0.0.1 that answers request after request as its script says. */
export const startScriptedServer = async (...script: Step[]): Promise<ScriptedServer> => {
  const requests: ScriptedServer['requests'] = []
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request
    const step = script[Math.min(requests.length, script.length - 1)]
    const asked = { method, path, headers, body: '' }
    requests.push(asked)
    request.setEncoding('utf8').on('data', (text: string) => {
      asked.body += text
    })
    request.once('end', () => step?.(response, request))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Answers JSON. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }

/** Takes the request and cuts the connection. */
export const cut: Step = (response) => {
  response.destroy()
}
