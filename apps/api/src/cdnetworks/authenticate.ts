import {
  CdnetworksError,
  type Credentials,
  checkCredentials,
  readCredentials,
  replayMemoryMs,
  replayToken,
  type SignedRequest,
} from '@tapedeck/cdnetworks'
import type { AccessKey } from '@tapedeck/domain'
import { readableKey } from '../access-keys/readable-key.ts'
import type { ApiContext } from '../api-context.ts'

/** All recording operations together, per user (seed document: "Live Recording"). */
const limit = { requests: 300, windowMs: 5 * 60_000 }

/** Who seems to call: the signature is not checked yet, for it needs the body. */
export type Caller = { credentials: Credentials; key: AccessKey }

type Parts = Pick<ApiContext, 'store' | 'clock'>

/**
 * Looks up who seems to call, before any body is read.
 * @throws CdnetworksError 401 without usable credentials, 403 for a key that may not do this; SECRET_UNREADABLE
 */
export const identify = async (
  { store, clock }: Parts,
  request: Pick<SignedRequest, 'headers' | 'method'>,
): Promise<Caller> => {
  const credentials = readCredentials(request, clock())
  const key = await store.accessKeys.get(credentials.accessKeyId)
  if (key === null || !key.isEnabled)
    throw new CdnetworksError('ACCESS_KEY_UNKNOWN', 'The access key is not known, or disabled.')
  return { credentials, key: readableKey(key) }
}

const assertAllowed = ({ apis, mode }: AccessKey, method: string): void => {
  if (!apis.includes('cdnetworks'))
    throw new CdnetworksError('ACCESS_DENIED', 'The access key is not for this API.')
  if (mode === 'read' && method !== 'GET')
    throw new CdnetworksError('ACCESS_DENIED', 'The access key may only read.')
}

/**
 * Lets a request pass that its caller made himself, that did not come before, and that is within his limit.
 * @throws CdnetworksError 401, 403, 429
 */
export const admit = async (
  { store }: Parts,
  request: SignedRequest,
  { credentials, key }: Caller,
): Promise<void> => {
  checkCredentials(request, credentials, key.secret)
  assertAllowed(key, request.method)
  const token = replayToken(credentials)
  if (token !== null && !(await store.requestGuards.useOnce(`cdnetworks:${token}`, replayMemoryMs)))
    throw new CdnetworksError('REQUEST_REPLAYED', 'The same request came before: sign it anew.')
  const { isAllowed, retryAfterMs } = await store.requestGuards.allow(`cdnetworks:${key.id}`, limit)
  if (!isAllowed)
    throw new CdnetworksError(
      'TOO_MANY_REQUESTS',
      `At most ${limit.requests} requests are served per ${limit.windowMs / 60_000} minutes.`,
      { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) },
    )
}
