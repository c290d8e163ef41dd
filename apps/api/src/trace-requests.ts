import { type Span, startSpan } from '@tapedeck/telemetry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiName } from './http-metrics.ts'

/** Asked every few seconds, and part of nothing. */
const untraced = new Set(['/healthz', '/readyz', '/metrics'])

const parentOf = ({ headers: { traceparent } }: FastifyRequest): string | null =>
  typeof traceparent === 'string' ? traceparent : null

/**
 * Makes a span of every request, a child of the caller's when that sends `traceparent`. Addresses may carry secrets: only the route
 * is told.
 */
export const traceRequests = (server: FastifyInstance, api: ApiName): void => {
  const spans = new WeakMap<FastifyRequest, Span>()
  const goOn = (request: FastifyRequest, next: () => void): void => {
    const span = spans.get(request)
    if (span === undefined) next()
    else span.run(next)
  }
  server.addHook('onRequest', (request, _reply, done) => {
    const { method } = request
    const route = request.routeOptions.url ?? 'none'
    if (!untraced.has(route)) {
      const attributes = { 'http.request.method': method, 'http.route': route, 'tapedeck.api': api }
      const parent = parentOf(request)
      spans.set(request, startSpan(`${method} ${route}`, { kind: 'server', parent, attributes }))
    }
    goOn(request, done)
  })
  // reading a body goes on in the context of the connection
  server.addHook('preValidation', (request, _reply, done) => goOn(request, done))
  server.addHook('onError', async (request, reply, error) => {
    if (reply.statusCode >= 500) spans.get(request)?.fail(error)
  })
  server.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request)
    span?.set({ 'http.response.status_code': reply.statusCode, 'tapedeck.request.id': request.id })
    span?.end()
  })
}
