import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@tapedeck/config'
import { TapedeckError } from '@tapedeck/contracts'
import type { FastifyRequest } from 'fastify'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Checks `Authorization: Bearer <key>`. Runs before the body is read, so that nobody without a key makes the
 * API parse anything.
 * @throws TapedeckError KEY_MISSING or KEY_INVALID
 */
export const createAuthentication = (key: Secret) => {
  const expected = digest(key.reveal())
  return (request: FastifyRequest): void => {
    const sent = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
    if (sent === undefined)
      throw new TapedeckError('KEY_MISSING', { detail: 'Send "Authorization: Bearer <key>".' })
    // digests have one length, so the comparison tells nothing about the key
    if (!timingSafeEqual(digest(sent), expected)) throw new TapedeckError('KEY_INVALID')
  }
}
