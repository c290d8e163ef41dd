import { once } from 'node:events'
import { type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * What happens to a request instead of being passed on:
 * status        the proxy answers it itself, with an S3 error body
 * stall         its body is taken and it is never answered
 * hang          nothing more is read of it and it is never answered: a half-open connection
 * stall_answer  the server carries it out, and the answer stops after its headers and `bytes` of its body
 * cut_before    the connection is cut before the server sees the request
 * cut_at_end    the connection is cut as soon as the server has the last byte, while it still works on it
 * cut_after     the server carries it out, but the connection is cut instead of the answer
 * hold          all of its body is taken, and the server gets it when it is let go, also when nobody waits for the answer any more
 */
export type Fault =
  | { kind: 'status'; status: number; code?: string }
  | { kind: 'stall' }
  | { kind: 'hang' }
  | { kind: 'stall_answer'; bytes: number }
  | { kind: 'cut_before' }
  | { kind: 'cut_at_end' }
  | { kind: 'cut_after' }
  | { kind: 'hold'; held(): void; letGo: Promise<void>; carriedOut(): void }

/** What holds for every request; read while a transfer runs, so that a change meets it too. */
export type ProxySwitches = {
  target: string
  latencyMs: number | null
  bytesPerSecond: number | null
}

/** Pieces that a slow connection carries in a second, so that it moves steadily and soon sees another rate. */
const piecesPerSecond = 20

/** Lets a fault happen to a request, or passes it on. Rejects when a connection breaks. */
export const handleRequest = async (
  fault: Fault | null,
  switches: ProxySwitches,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (switches.latencyMs !== null) await delay(switches.latencyMs)
  switch (fault?.kind) {
    case 'status': {
      await request.resume().toArray()
      response.writeHead(fault.status, { 'content-type': 'application/xml' })
      response.end(
        `<Error><Code>${fault.code ?? 'SlowDown'}</Code><Message>fault</Message></Error>`,
      )
      return
    }
    case 'stall':
      request.resume()
      return
    case 'hang':
      request.socket.pause()
      return
    case 'cut_before':
      request.socket.destroy()
      return
    case 'hold':
      await hold(fault, switches, request, response)
      return
    case 'stall_answer':
    case 'cut_at_end':
    case 'cut_after':
    case undefined:
      await pass(fault, switches, request, response)
  }
}

const hold = async (
  { held, letGo, carriedOut }: Extract<Fault, { kind: 'hold' }>,
  { target }: ProxySwitches,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { method = 'GET', headers, url = '/' } = request
  const body = Buffer.concat((await request.toArray()) as Buffer[])
  held()
  await letGo
  const upstream = openRequest(new URL(url, target), { method, headers, agent: false })
  const answered = once(upstream, 'response') as Promise<[IncomingMessage]>
  // a server that refuses it answers before it has read it all, and hangs up
  upstream.on('error', () => undefined)
  upstream.end(body)
  const [answer] = await answered.finally(carriedOut)
  const answerBody = Buffer.concat((await answer.toArray()) as Buffer[])
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  response.end(answerBody)
}

const pass = async (
  fault: Fault | null,
  switches: ProxySwitches,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { method = 'GET', headers, url = '/' } = request
  const upstream = openRequest(new URL(url, switches.target), { method, headers, agent: false })
  const answered = once(upstream, 'response') as Promise<[IncomingMessage]>
  const sent = pipeline(request, slowed(switches), upstream)
  if (fault?.kind === 'cut_at_end') {
    await sent
    request.socket.destroy()
    // the server goes on with it all the same
    const [answer] = await answered
    answer.resume()
    return
  }
  response.once('close', () => upstream.destroy())
  const [[answer]] = await Promise.all([answered, sent])
  if (fault?.kind === 'cut_after') {
    await answer.toArray()
    request.socket.destroy()
    return
  }
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  if (fault?.kind === 'stall_answer') {
    const body = Buffer.concat((await answer.toArray()) as Buffer[])
    response.flushHeaders()
    response.write(body.subarray(0, fault.bytes))
    return
  }
  await pipeline(answer, slowed(switches), response)
}

const slowed = (switches: ProxySwitches) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks)
      for (let start = 0; start < chunk.length; ) {
        const rate = switches.bytesPerSecond
        const end = rate === null ? chunk.length : start + Math.ceil(rate / piecesPerSecond)
        const piece = chunk.subarray(start, end)
        if (rate !== null) await delay((piece.length / rate) * 1000)
        yield piece
        start += piece.length
      }
  }
