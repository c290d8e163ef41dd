import { isTracing } from '@tapedeck/telemetry'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { accessKeyRoutes } from './access-keys/routes.ts'
import type { ApiParts } from './api-context.ts'
import { apiKeyRoutes } from './api-keys/routes.ts'
import type { ApiServer } from './api-server.ts'
import { consolePrefix, consoleRoutes } from './console/routes.ts'
import { domainRoutes } from './domains/routes.ts'
import { answerError, answerNotFound } from './error-mapping.ts'
import { eventLogRoutes } from './events/routes.ts'
import { healthRoutes } from './health/routes.ts'
import { boundConnections, serverOptions } from './http-server.ts'
import { ingestRoutes } from './ingest/routes.ts'
import { requireKey } from './key-scope.ts'
import { liveRoutes } from './live/routes.ts'
import { type OpenApiContext, openApiContext } from './open-api-context.ts'
import { describeApi } from './openapi/describe-api.ts'
import { playlistRoutes } from './playlists/routes.ts'
import { recorderRoutes } from './recorders/routes.ts'
import { checkRoutes } from './recordings/check-routes.ts'
import { controlRoutes } from './recordings/control-routes.ts'
import { eventRoutes } from './recordings/event-routes.ts'
import { fileContentRoutes } from './recordings/file-content-routes.ts'
import { fileRoutes } from './recordings/file-routes.ts'
import { pauseRoutes } from './recordings/pause-routes.ts'
import { recordingRoutes } from './recordings/routes.ts'
import { thumbnailRoutes } from './recordings/thumbnail-routes.ts'
import { observeRequests } from './request-log.ts'
import { compileValidator, readJsonBodies } from './request-validation.ts'
import { ruleRoutes } from './rules/routes.ts'
import { sourceRoutes } from './sources/routes.ts'
import { storageRoutes } from './storages/routes.ts'
import { streamRoutes } from './streams/routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { timelineRoutes } from './timeline/routes.ts'
import { traceRequests } from './trace-requests.ts'
import { webhookRoutes } from './webhooks/routes.ts'

const createServer = (logger: FastifyBaseLogger): ApiServer => {
  const api = fastify({
    ...serverOptions(logger),
    frameworkErrors: (error, request, reply) => {
      answerError(error, request as FastifyRequest, reply as FastifyReply)
    },
  }).withTypeProvider<ZodTypeProvider>()
  boundConnections(api)
  return api
}

/**
 * Builds the API without listening; `ready()` or `listen()` completes it and `close()` ends it. The parts belong to
 * the caller.
 * @param opened the context that it shares with the foreign APIs of the process
 */
export const buildApi = (
  parts: ApiParts,
  opened: OpenApiContext = openApiContext(parts),
): FastifyInstance => {
  const { context } = opened
  const api = createServer(parts.logger)
  api.addHook('preClose', async () => opened.close())
  api.setValidatorCompiler(compileValidator)
  api.setSerializerCompiler(serializerCompiler)
  api.setErrorHandler(answerError)
  api.setNotFoundHandler(answerNotFound)
  readJsonBodies(api)
  if (isTracing()) traceRequests(api, 'native')
  observeRequests(api, context.http, 'native')
  describeApi(api, parts.config.publicUrl)
  api.register(consoleRoutes, {
    prefix: consolePrefix,
    directory: parts.config.consoleDirectory,
  })
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
      requireKey(scope, context)
      const v1 = scope as ApiServer
      templateRoutes(v1, context)
      storageRoutes(v1, context)
      domainRoutes(v1, context)
      ruleRoutes(v1, context)
      sourceRoutes(v1, context)
      streamRoutes(v1, context)
      recordingRoutes(v1, context)
      controlRoutes(v1, context)
      pauseRoutes(v1, context)
      fileRoutes(v1, context)
      fileContentRoutes(v1, context)
      checkRoutes(v1, context)
      thumbnailRoutes(v1, context)
      timelineRoutes(v1, context)
      playlistRoutes(v1, context)
      eventRoutes(v1, context)
      recorderRoutes(v1, context)
      webhookRoutes(v1, context)
      eventLogRoutes(v1, context)
      accessKeyRoutes(v1, context)
      apiKeyRoutes(v1, context)
      liveRoutes(v1, context)
      done()
    },
    { prefix: '/v1' },
  )
  return api
}
