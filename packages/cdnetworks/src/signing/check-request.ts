import { createHash, timingSafeEqual } from 'node:crypto'
import { CdnetworksError } from '../cdnetworks-error.ts'
import { type AkskCredentials, akskSignatures, readAksk } from './aksk.ts'
import { type ApiKeyCredentials, apiKeyPassword, readApiKey } from './api-key.ts'
import { isFresh, maxSkewSeconds, type SignedRequest } from './signed-request.ts'

export type Credentials = AkskCredentials | ApiKeyCredentials

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
// digests have one length, so the comparison tells nothing about the secret
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const missing =
  'Send "Authorization: CNC-HMAC-SHA256 Credential=..., SignedHeaders=content-type;host, Signature=..." with x-cnc-timestamp, or HTTP Basic with Date or x-cnc-date.'

/**
 * The credentials of a request whose clock is right. Nothing of the body is needed yet.
 * @param nowMs wall time, Unix milliseconds
 * @throws CdnetworksError 401
 */
export const readCredentials = (
  request: Pick<SignedRequest, 'headers'>,
  nowMs: number,
): Credentials => {
  const credentials = readAksk(request) ?? readApiKey(request)
  if (credentials === null) throw new CdnetworksError('AUTHORIZATION_MISSING', missing)
  if (credentials.kind === 'aksk' && !credentials.signedHeaders.includes('host'))
    throw new CdnetworksError('SIGNATURE_INVALID', 'SignedHeaders must name host.')
  if (!isFresh(credentials.atMs, nowMs))
    throw new CdnetworksError(
      'TIMESTAMP_OUT_OF_RANGE',
      `The clock of the request differs by more than ${maxSkewSeconds} seconds.`,
    )
  return credentials
}

/**
 * Checks that the owner of the secret made the request.
 * @throws CdnetworksError 401
 */
export const checkCredentials = (
  request: SignedRequest,
  credentials: Credentials,
  secret: string,
): void => {
  const isGenuine =
    credentials.kind === 'api-key'
      ? isSame(credentials.password, apiKeyPassword(credentials.date, secret))
      : akskSignatures(request, credentials, secret).some((signature) =>
          isSame(signature, credentials.signature),
        )
  if (!isGenuine)
    throw new CdnetworksError('SIGNATURE_INVALID', 'The signature does not match the request.')
}

/**
 * What must not come twice: timestamp and signature of AK/SK. A password of an API key is made of a date in whole seconds, so
 * that two requests within one second have the same: it cannot tell a replayed one (null).
 */
export const replayToken = (credentials: Credentials): string | null =>
  credentials.kind === 'aksk'
    ? `${credentials.accessKeyId}:${credentials.timestamp}:${credentials.signature}`
    : null
