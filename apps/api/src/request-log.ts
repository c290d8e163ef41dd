import type { Metrics } from '@tapedeck/telemetry'
import type { FastifyInstance } from 'fastify'

/** Addresses that are asked every few seconds; they are logged at debug only. */
const frequent = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * Logs and measures every answer by its route; addresses and bodies may carry secrets and are not logged.
 * @param name of the figure: each API of a process has its own
 */
export const observeRequests = (
  api: FastifyInstance,
  metrics: Metrics,
  name = 'tapedeck_http_request_seconds',
): void => {
  const seconds = metrics.histogram({
    name,
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })
  api.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { method } = request
    const status = reply.statusCode
    seconds.observe({ method, route, status: String(status) }, reply.elapsedTime / 1000)
    const facts = { method, route, status, durationMs: Math.round(reply.elapsedTime) }
    if (frequent.has(route)) request.log.debug(facts, 'answered')
    else request.log.info(facts, 'answered')
  })
}
