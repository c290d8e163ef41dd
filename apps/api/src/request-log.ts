import type { FastifyInstance } from 'fastify'
import { toApiError } from './error-mapping.ts'
import type { ApiName, HttpMetrics } from './http-metrics.ts'

/** Addresses that are asked every few seconds; they are logged at debug only. */
const frequent = new Set(['/healthz', '/readyz', '/metrics'])

/** The recording that an address is of. */
const namedBy = (route: string, params: unknown): { recordingId?: string } =>
  route.startsWith('/v1/recordings/:id') ? { recordingId: (params as { id: string }).id } : {}

/** Logs and measures every answer by its route; addresses and bodies may carry secrets and are not logged. */
export const observeRequests = (api: FastifyInstance, http: HttpMetrics, name: ApiName): void => {
  api.addHook('onError', async (_request, _reply, error) => {
    http.refused(name, toApiError(error).code)
  })
  api.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { method } = request
    const status = reply.statusCode
    http.answered({ api: name, method, route, status, seconds: reply.elapsedTime / 1000 })
    const durationMs = Math.round(reply.elapsedTime)
    const facts = { method, route, status, durationMs, ...namedBy(route, request.params) }
    if (frequent.has(route)) request.log.debug(facts, 'answered')
    else request.log.info(facts, 'answered')
  })
}
