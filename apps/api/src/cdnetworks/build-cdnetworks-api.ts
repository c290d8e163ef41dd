import { errorAnswer, readJson, type SignedRequest, success } from '@tapedeck/cdnetworks'
import { isTracing } from '@tapedeck/telemetry'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { ApiContext } from '../api-context.ts'
import { toApiError } from '../error-mapping.ts'
import { boundConnections, serverOptions, takeRawBodies } from '../http-server.ts'
import { observeRequests } from '../request-log.ts'
import { traceRequests } from '../trace-requests.ts'
import { admit, type Caller, identify } from './authenticate.ts'
import type { Operation } from './operation.ts'
import { endRecording, startRecordings } from './recordings.ts'
import { addRule, deleteRule, modifyRule, queryRules } from './rules.ts'
import { addTemplate, deleteTemplate, modifyTemplate, queryTemplates } from './templates.ts'

/** Largest body in bytes: every one is hashed before it is known who sent it. */
const maxBodyBytes = 256 * 1024

const prefix = '/api/v2/streams'

/** Every operation of the document, and where it is called. */
const operations: [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, run: Operation][] = [
  ['POST', '/recording-parameter-templates', addTemplate],
  ['GET', '/recording-parameter-templates', queryTemplates],
  ['PUT', '/recording-parameter-templates/:id', modifyTemplate],
  ['DELETE', '/recording-parameter-templates/:id', deleteTemplate],
  ['POST', '/recording-rules', addRule],
  ['GET', '/recording-rules', queryRules],
  ['PUT', '/recording-rules/:id', modifyRule],
  ['DELETE', '/recording-rules/:id', deleteRule],
  ['POST', '/recordings', startRecordings],
  ['PUT', '/recordings/:id', endRecording],
]

const answerError = (cause: unknown, request: FastifyRequest, reply: FastifyReply) => {
  const known = cause instanceof Error && cause.name === 'CdnetworksError'
  const { code, message, retryAfterSeconds } = errorAnswer(known ? cause : toApiError(cause))
  if (code >= 500) request.log.error({ err: cause }, 'a request failed')
  else request.log.debug({ err: cause }, 'a request was refused')
  if (retryAfterSeconds !== null) reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(code).send({ code, message })
}

const createServer = ({ logger }: ApiContext): FastifyInstance => {
  const server = fastify({
    ...serverOptions(logger),
    bodyLimit: maxBodyBytes,
    frameworkErrors: (error, request, reply) => {
      answerError(error, request as FastifyRequest, reply as FastifyReply)
    },
  })
  boundConnections(server)
  // what clients send as a filter of a query, some of them send as a body
  server.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  takeRawBodies(server)
  return server
}

const bodyOf = ({ body }: FastifyRequest): Uint8Array =>
  body instanceof Uint8Array ? body : new Uint8Array()

const signedRequestOf = (request: FastifyRequest): SignedRequest => ({
  method: request.method,
  target: request.raw.url ?? '',
  headers: request.headers,
  body: bodyOf(request),
})

const fieldsOf = (request: FastifyRequest): unknown => {
  const sent = readJson(bodyOf(request))
  if (request.method !== 'GET') return sent
  const isObject = typeof sent === 'object' && sent !== null && !Array.isArray(sent)
  return { ...(request.query as object), ...(isObject ? sent : {}) }
}

/** The API that clients of CDNetworks call; `listen()` starts it and `close()` ends it. The context belongs to the caller. */
export const buildCdnetworksApi = (context: ApiContext): FastifyInstance => {
  const server = createServer(context)
  const callers = new WeakMap<FastifyRequest, Caller>()
  server.setErrorHandler(answerError)
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]
    const message = `ROUTE_NOT_FOUND: There is no ${request.method} ${path}`
    return reply.code(404).send({ code: 404, message })
  })
  if (isTracing()) traceRequests(server, 'cdnetworks')
  observeRequests(server, context.http, 'cdnetworks')
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-cnc-request-id', request.id)
  })
  server.register(
    (scope, _options, done) => {
      scope.addHook('onRequest', async (request) => {
        callers.set(request, await identify(context, request))
      })
      scope.addHook('preHandler', async (request) => {
        const caller = callers.get(request)
        if (caller !== undefined) await admit(context, signedRequestOf(request), caller)
      })
      for (const [method, url, run] of operations)
        scope.route<{ Params: { id?: string } }>({
          method,
          url,
          handler: async (request) => {
            const { id = '' } = request.params
            return success(await run(context, { id, fields: fieldsOf(request) }))
          },
        })
      done()
    },
    { prefix },
  )
  return server
}
