import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@tapedeck/config'
import { type SessionView, TapedeckError } from '@tapedeck/contracts'
import { type ApiKeyStore, hashOfSecret } from '@tapedeck/store'
import type { FastifyRequest } from 'fastify'
import { idOfApiKey } from './api-keys/new-api-key.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null outside of /v1, at its ingest and for who comes by a signed link. */
    session: SessionView | null
  }
  interface FastifyContextConfig {
    /** A read key is refused although the route changes nothing. */
    showsSecrets?: boolean
    /** Lets a request in without a key when it is true; throws when what the request brings in its place is wrong. */
    admits?: (request: FastifyRequest) => boolean
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const firstAdministrator: SessionView = { keyId: null, name: 'TAPEDECK_API_KEY', scope: 'admin' }

/**
 * Tells whose key `Authorization: Bearer <key>` is. Runs before the body is read, so that nobody without a key makes the
 * API parse anything.
 * The function that it returns throws KEY_MISSING, KEY_INVALID or REDIS_UNAVAILABLE.
 */
export const createAuthentication = (key: Secret, apiKeys: Pick<ApiKeyStore, 'get'>) => {
  const expected = digest(key.reveal())
  return async (request: FastifyRequest): Promise<SessionView> => {
    const sent = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
    if (sent === undefined)
      throw new TapedeckError('KEY_MISSING', { detail: 'Send "Authorization: Bearer <key>".' })
    // digests have one length, so the comparison tells nothing about the key
    if (timingSafeEqual(digest(sent), expected)) return firstAdministrator
    const id = idOfApiKey(sent)
    const known = id === null ? null : await apiKeys.get(id)
    if (
      known === null ||
      !timingSafeEqual(Buffer.from(hashOfSecret(sent)), Buffer.from(known.hash))
    )
      throw new TapedeckError('KEY_INVALID')
    return { keyId: known.id, name: known.name, scope: known.scope }
  }
}

const readingMethods = new Set<string | string[]>(['GET', 'HEAD'])

/** True for routes that a read key may not use. */
export const needsAdministrator = (
  method: string | string[],
  config: { showsSecrets?: boolean } | undefined,
): boolean => !readingMethods.has(method) || config?.showsSecrets === true

/** @throws TapedeckError KEY_READ_ONLY */
export const assertMay = ({ scope }: SessionView, request: FastifyRequest): void => {
  const { config } = request.routeOptions
  if (scope === 'admin' || !needsAdministrator(request.method, config)) return
  throw new TapedeckError('KEY_READ_ONLY', {
    detail:
      config.showsSecrets === true
        ? 'The answer shows a secret: use an administrator key.'
        : `${request.method} changes something: use an administrator key.`,
  })
}
