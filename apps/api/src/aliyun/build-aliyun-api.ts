import { randomUUID } from 'node:crypto'
import {
  answerFormatOf,
  errorAnswer,
  type RpcParameters,
  type RpcRequest,
  readParameters,
  renderAnswer,
  rpcError,
} from '@tapedeck/aliyun'
import { isTracing } from '@tapedeck/telemetry'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { ApiContext } from '../api-context.ts'
import { boundConnections, serverOptions, takeRawBodies } from '../http-server.ts'
import { traceRequests } from '../trace-requests.ts'
import { authenticateRequest } from './authenticate-request.ts'
import { dispatchAction, handledActions } from './dispatch-action.ts'
import { aliyunErrorOf } from './to-aliyun-error.ts'

const knownActions = new Set([...handledActions.values()].map(({ spec }) => spec.name))

/** A request, and what of it names the answer: known step by step, for errors may come before. */
type Exchange = { parameters: RpcParameters | null; action: string }

const toRpcRequest = ({ method, headers, url, body }: FastifyRequest): RpcRequest => {
  const mark = url.indexOf('?')
  return {
    method: method.toUpperCase(),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ),
    query: mark === -1 ? '' : url.slice(mark + 1),
    body: body instanceof Uint8Array ? body : new Uint8Array(),
  }
}

const answerRequest = async (
  context: ApiContext,
  request: RpcRequest,
  exchange: Exchange,
): Promise<Record<string, unknown>> => {
  exchange.parameters = readParameters(request)
  const authentic = await authenticateRequest(context, request, exchange.parameters)
  exchange.action = authentic.claim.action
  return dispatchAction(context, authentic, exchange.parameters)
}

/** Every answer carries the id that is in the log, in upper case as the SDKs show it. */
const send = (
  request: FastifyRequest,
  reply: FastifyReply,
  { status, root, answer }: { status: number; root: string; answer: Record<string, unknown> },
  parameters: RpcParameters | null,
): FastifyReply => {
  const format = answerFormatOf(toRpcRequest(request), parameters)
  const { contentType, body } = renderAnswer(format, root, answer)
  return reply
    .code(status)
    .header('x-acs-request-id', request.id)
    .header('content-type', contentType)
    .serializer((text: string) => text)
    .send(body)
}

const sendError = (
  { http }: ApiContext,
  cause: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  parameters: RpcParameters | null,
): FastifyReply => {
  const error = aliyunErrorOf(cause)
  http.refused('aliyun', error.code)
  if (error.status >= 500) request.log.error({ err: cause }, 'a request failed')
  else request.log.debug({ code: error.code }, 'a request was refused')
  // the SDKs wait for so many milliseconds
  if (error.retryAfterMs !== null) reply.header('x-acs-retry-after', error.retryAfterMs)
  const names = { requestId: request.id, hostId: request.headers.host ?? '' }
  const answer = errorAnswer(error, names)
  return send(request, reply, { status: error.status, root: 'Error', answer }, parameters)
}

const isTooLarge = (error: unknown): boolean =>
  (error as { code?: string } | null)?.code === 'FST_ERR_CTP_BODY_TOO_LARGE'

const createServer = (context: ApiContext): FastifyInstance => {
  const server = fastify({
    ...serverOptions(context.logger),
    genReqId: () => randomUUID().toUpperCase(),
  })
  boundConnections(server)
  takeRawBodies(server)
  server.setErrorHandler((error, request, reply) =>
    sendError(
      context,
      isTooLarge(error) ? rpcError('RequestTooLarge') : error,
      request,
      reply,
      null,
    ),
  )
  server.setNotFoundHandler((request, reply) =>
    sendError(
      context,
      rpcError(
        request.url.split('?')[0] === '/' ? 'UnsupportedHTTPMethod' : 'InvalidAction.NotFound',
      ),
      request,
      reply,
      null,
    ),
  )
  return server
}

/** Logs and measures every answer by its action; one that is not built, or of nobody that is known, is not named. */
const observeActions = (
  server: FastifyInstance,
  { http }: ApiContext,
  exchanges: WeakMap<FastifyRequest, Exchange>,
): void => {
  server.addHook('onResponse', async (request, reply) => {
    const action = exchanges.get(request)?.action ?? ''
    const route = knownActions.has(action) ? action : 'none'
    const { method } = request
    const status = reply.statusCode
    http.answered({ api: 'aliyun', method, route, status, seconds: reply.elapsedTime / 1000 })
    const durationMs = Math.round(reply.elapsedTime)
    request.log.info({ method, action: route, status, durationMs }, 'answered')
  })
}

/**
 * The API that clients of Alibaba Cloud call, at `/` of a port of its own: IMS 2020-11-09 and Live 2016-11-01. Built without
 * listening; the context belongs to the caller.
 */
export const buildAliyunApi = (context: ApiContext): FastifyInstance => {
  const server = createServer(context)
  const exchanges = new WeakMap<FastifyRequest, Exchange>()
  if (isTracing()) traceRequests(server, 'aliyun')
  observeActions(server, context, exchanges)
  server.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: async (request, reply) => {
      const exchange: Exchange = { parameters: null, action: 'Unknown' }
      exchanges.set(request, exchange)
      try {
        const answer = await answerRequest(context, toRpcRequest(request), exchange)
        const root = `${exchange.action}Response`
        const whole = { RequestId: request.id, ...answer }
        return await send(request, reply, { status: 200, root, answer: whole }, exchange.parameters)
      } catch (error) {
        return sendError(context, error, request, reply, exchange.parameters)
      }
    },
  })
  return server
}
