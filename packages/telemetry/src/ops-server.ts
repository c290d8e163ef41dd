import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Metrics } from './metrics.ts'

/** Answers whether something holds; a throw counts as no. */
export type Check = () => boolean | Promise<boolean>

/** Where a worker is watched: /healthz (alive), /readyz (takes work), /metrics (Prometheus). */
export type OpsServer = { port: number; close(): Promise<void> }

/** A check that does not answer in this time counts as no. */
const checkTimeoutMs = 3000

const holds = async (check: Check): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), checkTimeoutMs)
  })
  try {
    return await Promise.race([check(), late])
  } catch {
    // the probe's answer is all that is asked for; what failed logs it itself
    return false
  } finally {
    clearTimeout(timer)
  }
}

const answerJson = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const answerCheck = async (response: ServerResponse, check: Check): Promise<void> => {
  const isGood = await holds(check)
  answerJson(response, isGood ? 200 : 503, { status: isGood ? 'ok' : 'unavailable' })
}

const answerMetrics = async (response: ServerResponse, metrics: Metrics): Promise<void> => {
  const text = await metrics.render()
  response.writeHead(200, { 'content-type': metrics.contentType }).end(text)
}

/**
 * Starts the server of a worker.
 * @param options.port 0 takes a free one; the answer says which
 * @throws Error when the port is taken
 */
export const startOpsServer = async (options: {
  host: string
  port: number
  metrics: Metrics
  isReady: Check
  isHealthy: Check
}): Promise<OpsServer> => {
  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/healthz': (response) => answerCheck(response, options.isHealthy),
    '/readyz': (response) => answerCheck(response, options.isReady),
    '/metrics': (response) => answerMetrics(response, options.metrics),
  }
  const server = createServer((request, response) => {
    const route = routes[(request.url ?? '').split('?')[0] ?? '']
    if (route === undefined || request.method !== 'GET')
      answerJson(response, 404, { status: 'not found' })
    else route(response).catch(() => response.destroy())
  })
  // a watcher asks a few times a minute; more connections than these are a mistake
  server.maxConnections = 64
  server.requestTimeout = 10_000
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen(options.port, options.host, () => listening.resolve())
  await listening.promise
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}
