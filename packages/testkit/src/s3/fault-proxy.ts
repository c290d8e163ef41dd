import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type Fault, handleRequest, type ProxySwitches } from './faulty-request.ts'

export type { Fault } from './faulty-request.ts'
export type SeenRequest = { method: string; url: string }

/** A request that is held on its way. */
export type HeldRequest = {
  /** Resolves when all of it has come. */
  held: Promise<void>
  /** Has the server carry it out; resolves when it has. */
  letGo(): Promise<void>
}

/** An HTTP proxy in front of one server, with switches. */
export type FaultProxy = {
  endpoint: string
  /** Applies a fault to the next `times` requests that match. Faults are looked at in the order they were added. */
  inject(fault: Fault, times: number, matches?: (request: SeenRequest) => boolean): void
  /** Holds the next request that matches until it is let go: one that comes into storage late. */
  hold(matches: (request: SeenRequest) => boolean): HeldRequest
  /** This share (0 to 1) of all requests is answered 500 InternalError or 503 SlowDown instead of passed on. */
  setErrorShare(share: number): void
  /** Milliseconds that each request waits before it is passed on; null for none. */
  setLatency(ms: number | null): void
  /** Bytes per second of each body on its way, in either direction, for transfers under way too; null for no limit. */
  setRate(bytesPerSecond: number | null): void
  /** While it is down, every connection is reset, those that are open at once. */
  setDown(isDown: boolean): void
  /** Takes everything back: faults, error share, latency, rate, down. Stalled requests stay unanswered. */
  clear(): void
  /** The last 10 000 requests, those hit by a fault included. */
  requests(): readonly SeenRequest[]
  stop(): Promise<void>
}

export type FaultProxyOptions = {
  /** A number in [0, 1), for the error share. */
  random?: () => number
}

const keptRequests = 10_000

const internalError: Fault = { kind: 'status', status: 500, code: 'InternalError' }
const slowDown: Fault = { kind: 'status', status: 503, code: 'SlowDown' }

/** A fault that holds one request, and its ends. */
const holding = (): { fault: Fault; request: HeldRequest } => {
  const held = Promise.withResolvers<void>()
  const letGo = Promise.withResolvers<void>()
  const carriedOut = Promise.withResolvers<void>()
  const request: HeldRequest = {
    held: held.promise,
    letGo: () => {
      letGo.resolve()
      return carriedOut.promise
    },
  }
  const ends = { held: held.resolve, letGo: letGo.promise, carriedOut: carriedOut.resolve }
  return { fault: { kind: 'hold', ...ends }, request }
}

/**
 * Starts a proxy on a free port of 127.0.0.1.
 * @param target endpoint of the server, such as http://127.0.0.1:9000. The Host header is passed on as it came, so
 * that signatures stay valid.
 */
export const startFaultProxy = async (
  target: string,
  { random = Math.random }: FaultProxyOptions = {},
): Promise<FaultProxy> => {
  const seen: SeenRequest[] = []
  const sockets = new Set<Socket>()
  let faults: { fault: Fault; left: number; matches: (request: SeenRequest) => boolean }[] = []
  let errorShare = 0
  let isDown = false
  const switches: ProxySwitches = { target, latencyMs: null, bytesPerSecond: null }

  const takeFault = (request: SeenRequest): Fault | null => {
    const entry = faults.find(({ left, matches }) => left > 0 && matches(request))
    if (entry !== undefined) {
      entry.left--
      return entry.fault
    }
    if (random() >= errorShare) return null
    return random() < 0.5 ? internalError : slowDown
  }
  const server = createServer((request, response) => {
    const facts = { method: request.method ?? '', url: request.url ?? '' }
    seen.push(facts)
    if (seen.length > keptRequests) seen.shift()
    // a connection that is cut, on purpose or by either side, is what this proxy is for
    handleRequest(takeFault(facts), switches, request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => {
    if (isDown) {
      socket.resetAndDestroy()
      return
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const setDown = (value: boolean): void => {
    isDown = value
    if (isDown) for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    inject: (fault, times, matches = () => true) => {
      faults.push({ fault, left: times, matches })
    },
    hold: (matches) => {
      const { fault, request } = holding()
      faults.push({ fault, left: 1, matches })
      return request
    },
    setErrorShare: (share) => {
      errorShare = share
    },
    setLatency: (ms) => {
      switches.latencyMs = ms
    },
    setRate: (bytesPerSecond) => {
      switches.bytesPerSecond = bytesPerSecond
    },
    setDown,
    clear: () => {
      faults = []
      errorShare = 0
      switches.latencyMs = null
      switches.bytesPerSecond = null
      setDown(false)
    },
    requests: () => seen,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
