import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a callback tells; finish callbacks have `items`. */
export type CdnetworksCallback = {
  persistentId?: string
  streamname?: string
  items?: { persistentId: string; streamname: string; bucket: string; keys: string[] }[]
}

export type CdnetworksCallbackReceiver = {
  url: string
  /** In order of arrival, the newest 1000, whatever was answered. */
  received: CdnetworksCallback[]
  /** The statuses of the next answers, one each, before it answers 200 again. */
  answerNext(...statuses: number[]): void
  stop(): Promise<void>
}

const maxReceived = 1000

const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A real HTTP server that takes callbacks as a user of CDNetworks would: URL-safe Base64 of JSON. */
export const startCdnetworksReceiver = async (): Promise<CdnetworksCallbackReceiver> => {
  const received: CdnetworksCallback[] = []
  const next: number[] = []
  const take = async (request: IncomingMessage): Promise<void> => {
    const text = await readText(request)
    if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) throw new Error('not URL-safe Base64')
    const json = Buffer.from(text, 'base64url').toString()
    received.push(JSON.parse(json) as CdnetworksCallback)
    if (received.length > maxReceived) received.shift()
  }
  const server = createServer((request, response) => {
    take(request).then(
      () => response.writeHead(next.shift() ?? 200).end(),
      () => response.writeHead(400).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    answerNext: (...statuses) => {
      next.push(...statuses)
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
