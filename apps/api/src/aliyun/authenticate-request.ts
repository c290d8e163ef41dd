import {
  type AliyunProduct,
  type Claim,
  checkSignature,
  claimOf,
  nonceTtlMs,
  productOfVersion,
  type RpcParameters,
  type RpcRequest,
  rpcError,
} from '@tapedeck/aliyun'
import type { AccessKey } from '@tapedeck/domain'
import { readableKey } from '../access-keys/readable-key.ts'
import type { ApiContext } from '../api-context.ts'

/** A request whose signature was checked, and which nobody can send again. */
export type AuthenticRequest = { key: AccessKey; claim: Claim; product: AliyunProduct }

const signingKey = async (
  { store }: Pick<ApiContext, 'store'>,
  { accessKeyId }: Claim,
): Promise<AccessKey> => {
  const key = await store.accessKeys.get(accessKeyId)
  if (key === null) throw rpcError('InvalidAccessKeyId.NotFound')
  if (!key.isEnabled) throw rpcError('InvalidAccessKeyId.Inactive')
  return readableKey(key)
}

/**
 * Finds out who sent a request. Its nonce is used up only when the signature is right, so that nobody without a key can use up
 * those of others. A `SecurityToken` is ignored: keys here are not temporary.
 * @throws AliyunError
 */
export const authenticateRequest = async (
  { store, clock }: Pick<ApiContext, 'store' | 'clock'>,
  request: RpcRequest,
  parameters: RpcParameters,
): Promise<AuthenticRequest> => {
  const claim = claimOf(request, parameters)
  const product = productOfVersion(claim.version)
  const ttlMs = nonceTtlMs(claim, clock())
  const key = await signingKey({ store }, claim)
  checkSignature(claim, key.secret)
  if (!(await store.requestGuards.useOnce(`aliyun:${key.id}:${claim.nonce}`, ttlMs)))
    throw rpcError('SignatureNonceUsed')
  if (product === null) throw rpcError('InvalidVersion')
  if (!key.apis.includes(product)) throw rpcError('Forbidden.RAM')
  return { key, claim, product }
}
