import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { eventSchema, type TapedeckEvent } from '@tapedeck/contracts'
import { Webhook } from 'standardwebhooks'
import { giveAnswer, type WebhookAnswer } from './webhook-answer.ts'

/** One webhook whose signature was right; the same event is here once per try. */
export type ReceivedWebhook = {
  id: string
  event: TapedeckEvent
  path: string
  headers: Record<string, string>
  answer: WebhookAnswer
  receivedAtMs: number
}

export type WebhookReceiver = {
  /** Where to post; any path below it works too. */
  url: string
  /** In order of arrival, the newest 10 000. */
  received: ReceivedWebhook[]
  /** Why requests were answered 401, the newest 1000. */
  rejected: string[]
  /** Connections accepted so far. */
  connectionCount(): number
  /** Bytes written to all connections so far, what their peers never read included. */
  sentBytes(): number
  /** How webhooks are answered from now on; 204 at the start. */
  answer(answer: WebhookAnswer): void
  /** How the next webhooks are answered, one each, before `answer` holds again. */
  answerNext(...answers: WebhookAnswer[]): void
  /** Verifies with this secret from now on. */
  trust(secret: string): void
  /** Resolves once the list of received webhooks is as wanted; rejects after `timeoutMs` and says what has come. */
  waitFor(
    predicate: (received: ReceivedWebhook[]) => boolean,
    timeoutMs: number,
  ): Promise<ReceivedWebhook[]>
  /** Closes the server and every connection. */
  stop(): Promise<void>
}

const maxReceived = 10_000
const maxRejected = 1000
const maxBodyBytes = 1024 * 1024

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) throw new Error(`the body is over ${maxBodyBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const toleranceMs = 5 * 60_000

/** What was posted. @throws Error when it is not signed with the secret, or not about now */
const verifyWith = (
  verifier: Webhook,
  request: { body: string; headers: Record<string, string>; clock: (() => number) | undefined },
): unknown => {
  const { body, headers, clock } = request
  if (clock === undefined) return verifier.verify(body, headers)
  // the library knows the system's clock only
  const signedAtMs = Number(headers['webhook-timestamp']) * 1000
  if (!(Math.abs(clock() - signedAtMs) < toleranceMs)) throw new Error('signed at another time')
  const signature = verifier.sign(headers['webhook-id'] ?? '', new Date(signedAtMs), body)
  if (!(headers['webhook-signature'] ?? '').split(' ').includes(signature))
    throw new Error('no signature matches')
  return JSON.parse(body)
}

const appendBounded = <T>(list: T[], item: T, max: number): void => {
  list.push(item)
  if (list.length > max) list.shift()
}

/** Waits on a list that grows; `arrived` is called after every append. */
const createArrivals = (received: ReceivedWebhook[]) => {
  const checks = new Set<() => void>()
  const waitFor: WebhookReceiver['waitFor'] = async (predicate, timeoutMs) => {
    if (predicate(received)) return received
    const timeout = new AbortController()
    const wanted = Promise.withResolvers<void>()
    const check = (): void => {
      if (predicate(received)) wanted.resolve()
    }
    checks.add(check)
    const late = delay(timeoutMs, undefined, { signal: timeout.signal }).then(() => {
      const seen = received.map(({ event }) => event.type).join(', ') || 'nothing'
      throw new Error(`the webhooks waited for did not come within ${timeoutMs} ms; came: ${seen}`)
    })
    try {
      await Promise.race([wanted.promise, late])
      return received
    } finally {
      checks.delete(check)
      timeout.abort()
    }
  }
  const arrived = (): void => {
    for (const check of [...checks]) check()
  }
  return { waitFor, arrived }
}

/** Counts what goes over a server's connections. */
const createTraffic = () => {
  const open = new Set<Socket>()
  let connections = 0
  let closedBytes = 0
  return {
    watch: (socket: Socket): void => {
      connections += 1
      open.add(socket)
      socket.on('close', () => {
        open.delete(socket)
        closedBytes += socket.bytesWritten
      })
    },
    connectionCount: () => connections,
    sentBytes: () => [...open].reduce((sum, socket) => sum + socket.bytesWritten, closedBytes),
  }
}

/**
 * A real HTTP server on 127.0.0.1 that takes webhooks as a user's would: it verifies the Standard Webhooks
 * signature, parses the event, and answers as it is told. A wrong signature is answered 401.
 * @param options.onReceived called for every webhook that was verified
 * @param options.clock the sender's wall clock when it is not the system's, Unix milliseconds
 */
export const startWebhookReceiver = async (options: {
  secret: string
  onReceived?: (webhook: ReceivedWebhook) => void
  clock?: () => number
}): Promise<WebhookReceiver> => {
  let verifier = new Webhook(options.secret)
  const received: ReceivedWebhook[] = []
  const rejected: string[] = []
  const next: WebhookAnswer[] = []
  const arrivals = createArrivals(received)
  let usual: WebhookAnswer = { kind: 'status', status: 204 }
  const traffic = createTraffic()

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request)
    const headers = request.headers as Record<string, string>
    const event = eventSchema.parse(verifyWith(verifier, { body, headers, clock: options.clock }))
    const answer = next.shift() ?? usual
    const webhook = {
      id: headers['webhook-id'] ?? '',
      event,
      path: request.url ?? '/',
      headers,
      answer,
      receivedAtMs: Date.now(),
    }
    appendBounded(received, webhook, maxReceived)
    options.onReceived?.(webhook)
    giveAnswer(answer, response)
    arrivals.arrived()
  }

  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => {
      appendBounded(rejected, String(error), maxRejected)
      if (!response.headersSent) response.writeHead(401).end()
    })
  })
  server.on('connection', traffic.watch)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    rejected,
    connectionCount: traffic.connectionCount,
    sentBytes: traffic.sentBytes,
    answer: (answer) => {
      usual = answer
    },
    answerNext: (...answers) => {
      next.push(...answers)
    },
    trust: (secret) => {
      verifier = new Webhook(secret)
    },
    waitFor: arrivals.waitFor,
    stop: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
