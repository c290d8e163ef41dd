import { randomUUID } from 'node:crypto'
import { controlPortsOf, countMadeRecordings, createStreamControl } from '@tapedeck/control'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ApiContext, ApiParts } from './api-context.ts'
import type { ApiServer } from './api-server.ts'
import { createAuthentication } from './authentication.ts'
import { domainRoutes } from './domains/routes.ts'
import { answerError, answerNotFound } from './error-mapping.ts'
import { healthRoutes } from './health/routes.ts'
import { ingestRoutes } from './ingest/routes.ts'
import { answerMalformedRequest } from './malformed-requests.ts'
import { describeApi } from './openapi/describe-api.ts'
import { recorderRoutes } from './recorders/routes.ts'
import { checkRoutes } from './recordings/check-routes.ts'
import { controlRoutes } from './recordings/control-routes.ts'
import { eventRoutes } from './recordings/event-routes.ts'
import { fileRoutes } from './recordings/file-routes.ts'
import { pauseRoutes } from './recordings/pause-routes.ts'
import { recordingRoutes } from './recordings/routes.ts'
import { thumbnailRoutes } from './recordings/thumbnail-routes.ts'
import { observeRequests } from './request-log.ts'
import { compileValidator, readJsonBodies } from './request-validation.ts'
import { ruleRoutes } from './rules/routes.ts'
import { sourceRoutes } from './sources/routes.ts'
import { createStorageCheck } from './storage-check.ts'
import { streamRoutes } from './streams/routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

/** Largest body in bytes. */
export const maxBodyBytes = 1024 * 1024
/** Connections at the same time; more wait in the system's queue. */
const maxConnections = 10_000

const createServer = (logger: FastifyBaseLogger): ApiServer => {
  const api = fastify({
    loggerInstance: logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    bodyLimit: maxBodyBytes,
    requestTimeout: 30_000,
    // a HEAD of a stream of events would never end
    exposeHeadRoutes: false,
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 512 },
    clientErrorHandler: answerMalformedRequest,
    frameworkErrors: (error, request, reply) => {
      answerError(error, request as FastifyRequest, reply as FastifyReply)
    },
  }).withTypeProvider<ZodTypeProvider>()
  api.server.maxConnections = maxConnections
  return api
}

/**
 * Builds the API without listening; `ready()` or `listen()` completes it and `close()` ends it. The parts belong to
 * the caller.
 */
export const buildApi = (parts: ApiParts): FastifyInstance => {
  const closing = new AbortController()
  const context: ApiContext = {
    ...parts,
    closing: closing.signal,
    checkStorage: createStorageCheck(parts),
    control: createStreamControl(
      controlPortsOf({
        ...parts,
        log: parts.logger,
        onMade: countMadeRecordings(parts.metrics),
      }),
    ),
  }
  const api = createServer(parts.logger)
  api.addHook('preClose', async () => closing.abort())
  api.setValidatorCompiler(compileValidator)
  api.setSerializerCompiler(serializerCompiler)
  api.setErrorHandler(answerError)
  api.setNotFoundHandler(answerNotFound)
  readJsonBodies(api)
  observeRequests(api, parts.metrics)
  describeApi(api, parts.config.publicUrl)
  api.register((scope, _options, done) => {
    healthRoutes(scope as ApiServer, context)
    done()
  })
  api.register(
    (scope, _options, done) => {
      ingestRoutes(scope as ApiServer, context)
      done()
    },
    { prefix: '/v1' },
  )
  api.register(
    (scope, _options, done) => {
      const authenticate = createAuthentication(parts.config.key)
      scope.addHook('onRequest', async (request) => authenticate(request))
      const v1 = scope as ApiServer
      templateRoutes(v1, context)
      domainRoutes(v1, context)
      ruleRoutes(v1, context)
      sourceRoutes(v1, context)
      streamRoutes(v1, context)
      recordingRoutes(v1, context)
      controlRoutes(v1, context)
      pauseRoutes(v1, context)
      fileRoutes(v1, context)
      checkRoutes(v1, context)
      thumbnailRoutes(v1, context)
      eventRoutes(v1, context)
      recorderRoutes(v1, context)
      webhookRoutes(v1, context)
      done()
    },
    { prefix: '/v1' },
  )
  return api
}
