import {
  type ErrorCode,
  problemContentType,
  TapedeckError,
  toProblem,
  toTapedeckError,
} from '@tapedeck/contracts'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

/** Fastify's own errors that are the caller's; every other one is a mistake of ours. */
const codeOfFastifyError: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_NOT_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INPUT_INVALID',
  FST_ERR_BAD_URL: 'ROUTE_NOT_FOUND',
  FST_ERR_NOT_FOUND: 'ROUTE_NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'ROUTE_NOT_FOUND',
}

/** Any error as one of the table. */
export const toApiError = (error: unknown): TapedeckError => {
  const fastifyCode = (error as Partial<FastifyError> | null)?.code ?? ''
  const code = codeOfFastifyError[fastifyCode]
  return code === undefined ? toTapedeckError(error) : new TapedeckError(code, { cause: error })
}

/** Which request an answer belongs to, as in the log. */
const instanceOf = (request: FastifyRequest): string => `urn:uuid:${request.id}`

/** Answers an error as problem+json; what is not the caller's fault is logged. */
export const answerError = (
  cause: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const error = toApiError(cause)
  const { httpStatus, blame } = error.facts
  if (blame === 'service') request.log.error({ err: cause }, 'a request failed')
  else request.log.debug({ err: error }, 'a request was refused')
  if (httpStatus === 401) reply.header('www-authenticate', 'Bearer realm="tapedeck"')
  if (error.facts.retry === 'backoff') reply.header('retry-after', '5')
  // as text: a route's response schemas are for its own answers
  return reply
    .code(httpStatus)
    .type(problemContentType)
    .serializer(JSON.stringify)
    .send(toProblem(error, instanceOf(request)))
}

/** Answers addresses that do not exist. */
export const answerNotFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  answerError(
    new TapedeckError('ROUTE_NOT_FOUND', {
      detail: `There is no ${request.method} ${request.url.split('?')[0]}`,
    }),
    request,
    reply,
  )
