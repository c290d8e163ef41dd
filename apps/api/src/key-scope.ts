import type { FastifyInstance, RouteOptions } from 'fastify'
import type { ApiContext } from './api-context.ts'
import { assertMay, createAuthentication, needsAdministrator } from './authentication.ts'
import { problemAnswers } from './openapi/answers.ts'

/** Says in the OpenAPI document where a read key is refused. */
const describeRefusal = ({ method, config, schema }: RouteOptions): void => {
  if (schema === undefined || !needsAdministrator(method, config)) return
  const response = (schema.response ?? {}) as Record<number, object>
  schema.response = { ...problemAnswers(['KEY_READ_ONLY']), ...response }
}

/**
 * Every route that is registered in the scope afterwards asks for a key, and for an administrator's where it matters; only one that
 * `admits` a request takes it without.
 */
export const requireKey = (scope: FastifyInstance, { config, store }: ApiContext): void => {
  const authenticate = createAuthentication(config.key, store.apiKeys)
  scope.decorateRequest('session', null)
  scope.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.admits?.(request) === true) return
    const session = await authenticate(request)
    assertMay(session, request)
    request.session = session
  })
  scope.addHook('onRoute', describeRefusal)
}
