import { randomUUID } from 'node:crypto'
import { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { answerMalformedRequest } from './malformed-requests.ts'

/** Largest body in bytes. */
const maxBodyBytes = 1024 * 1024
/** Connections at the same time; more wait in the system's queue. */
const maxConnections = 10_000

/** What every HTTP server of this process is made with: bounds, and one line in the log per request, which others write. */
export const serverOptions = (logger: FastifyBaseLogger) => ({
  loggerInstance: logger,
  logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
  bodyLimit: maxBodyBytes,
  requestTimeout: 30_000,
  // a HEAD of a stream of events would never end, and one of a foreign API would carry an action out
  exposeHeadRoutes: false,
  return503OnClosing: false,
  genReqId: () => randomUUID() as string,
  routerOptions: { maxParamLength: 512 },
  clientErrorHandler: answerMalformedRequest,
})

/** Bounds the connections of a server. */
export const boundConnections = ({ server }: Pick<FastifyInstance, 'server'>): void => {
  server.maxConnections = maxConnections
}

/** Hands bodies out as the bytes that came, because they are what is signed. */
export const takeRawBodies = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
}
