import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { emptyEventContext } from '@tapedeck/domain'
import type { Store } from '@tapedeck/store'

/** Receivers of one run: `urls` answer at once, `hangingUrl` takes requests and never answers. */
export type Receivers = {
  urls: string[]
  hangingUrl: string
  /** When each event came first, by its id, in milliseconds of performance.now(). */
  arrivals: Map<string, number>
  /** Resolves when so many different events have come. */
  arrived(count: number): Promise<void>
  close(): Promise<void>
}

const listen = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** Starts so many receivers that answer, each a host of its own, and one that hangs. */
export const startReceivers = async (count: number): Promise<Receivers> => {
  const arrivals = new Map<string, number>()
  const answering = Array.from({ length: count }, () =>
    createServer((request, response) => {
      const id = String(request.headers['webhook-id'])
      if (!arrivals.has(id)) arrivals.set(id, performance.now())
      request.resume()
      response.writeHead(204).end()
    }),
  )
  const hanging = createServer((request) => request.resume())
  const servers = [...answering, hanging]
  const urls = await Promise.all(answering.map(listen))
  const hangingUrl = await listen(hanging)
  return {
    urls,
    hangingUrl,
    arrivals,
    arrived: async (wanted) => {
      while (arrivals.size < wanted) await delay(10)
    },
    close: async () => {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map((server) => once(server.close(), 'close')))
    },
  }
}

/** Tells one event of a stream to one receiver. */
export const tell = async (store: Store, id: string, stream: string, url: string): Promise<void> =>
  store.eventLog.add(
    {
      id,
      type: 'stream.skipped',
      occurredAt: new Date().toISOString(),
      recordingId: null,
      generation: 0,
      data: {
        stream: { domain: 'live.example.com', app: 'live', stream },
        reason: 'no_rule',
        detail: 'no rule matches the stream',
        ruleId: null,
        publicationId: null,
      },
    },
    { ...emptyEventContext, notifyUrl: url },
  )
