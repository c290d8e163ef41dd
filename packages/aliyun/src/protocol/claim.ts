import { timingSafeEqual } from 'node:crypto'
import { type CommonErrorCode, rpcError } from '../errors/aliyun-error.ts'
import type { RpcParameters } from './read-parameters.ts'
import type { RpcRequest } from './rpc-request.ts'
import { parseRpcTime } from './rpc-time.ts'
import {
  acs3Algorithm,
  canonicalRequestAcs3,
  parseAuthorization,
  signAcs3,
  stringToSignAcs3,
} from './signature-acs3.ts'
import { signV1, stringToSignV1 } from './signature-v1.ts'

/** Who a request says it is from, and what it wants; worth nothing before the signature was checked. */
export type Claim = {
  accessKeyId: string
  action: string
  version: string
  nonce: string
  timestampMs: number
  /** How far the timestamp may be from now, to both sides. */
  windowMs: number
  signature: string
  stringToSign: string
  sign: (secret: string) => string
}

const minuteMs = 60_000
const maxNonceLength = 256

/** Headers that must be signed: without them the signature would not say what is asked for. */
const mustBeSigned = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
]

const nonEmpty = (value: string | undefined, missing: CommonErrorCode): string => {
  if (value === undefined || value === '') throw rpcError(missing)
  return value
}

const timeOf = (text: string): number => {
  const ms = parseRpcTime(text)
  if (ms === null) throw rpcError('InvalidTimeStamp.Format')
  return ms
}

const nonceOf = (value: string | undefined): string => {
  const nonce = nonEmpty(value, 'MissingSignatureNonce')
  if (nonce.length > maxNonceLength)
    throw rpcError('InvalidParameter', 'The specified SignatureNonce is too long.')
  return nonce
}

const acs3Claim = (request: RpcRequest, parameters: RpcParameters): Claim => {
  const { headers } = request
  const authorization = parseAuthorization(headers.authorization ?? '')
  if (authorization === null) throw rpcError('IncompleteSignature', 'See Authorization.')
  const { algorithm, accessKeyId, signedHeaders, signature } = authorization
  if (algorithm !== acs3Algorithm) throw rpcError('InvalidSignatureMethod')
  const unsigned = mustBeSigned.find((name) => !signedHeaders.includes(name))
  if (unsigned !== undefined)
    throw rpcError('IncompleteSignature', `The header ${unsigned} is not signed.`)
  const canonical = canonicalRequestAcs3(request, parameters.query, signedHeaders)
  const stringToSign = stringToSignAcs3(canonical)
  return {
    accessKeyId,
    action: nonEmpty(headers['x-acs-action'], 'MissingAction'),
    version: nonEmpty(headers['x-acs-version'], 'MissingVersion'),
    nonce: nonceOf(headers['x-acs-signature-nonce']),
    timestampMs: timeOf(nonEmpty(headers['x-acs-date'], 'MissingTimestamp')),
    windowMs: 15 * minuteMs,
    signature,
    stringToSign,
    sign: (secret) => signAcs3(secret, stringToSign),
  }
}

const v1Claim = ({ method }: RpcRequest, { all }: RpcParameters): Claim => {
  const accessKeyId = nonEmpty(all.get('AccessKeyId'), 'MissingAccessKeyId')
  const signature = nonEmpty(all.get('Signature'), 'MissingSignature')
  if (all.get('SignatureMethod')?.toUpperCase() !== 'HMAC-SHA1')
    throw rpcError('InvalidSignatureMethod')
  if (all.get('SignatureVersion') !== '1.0')
    throw rpcError('IncompleteSignature', 'SignatureVersion must be 1.0.')
  const stringToSign = stringToSignV1(method, all)
  return {
    accessKeyId,
    action: nonEmpty(all.get('Action'), 'MissingAction'),
    version: nonEmpty(all.get('Version'), 'MissingVersion'),
    nonce: nonceOf(all.get('SignatureNonce')),
    timestampMs: timeOf(nonEmpty(all.get('Timestamp'), 'MissingTimestamp')),
    windowMs: 31 * minuteMs,
    signature,
    stringToSign,
    sign: (secret) => signV1(secret, stringToSign),
  }
}

/**
 * Reads what a request claims: by the header `Authorization` with ACS3-HMAC-SHA256, else by the parameters of
 * SignatureVersion 1.0.
 * @throws AliyunError for what is missing or malformed
 */
export const claimOf = (request: RpcRequest, parameters: RpcParameters): Claim =>
  request.headers.authorization === undefined
    ? v1Claim(request, parameters)
    : acs3Claim(request, parameters)

/**
 * How long a nonce must be remembered, in milliseconds: as long as its timestamp is taken.
 * @throws AliyunError InvalidTimeStamp.Expired when the timestamp is too far from now
 */
export const nonceTtlMs = ({ timestampMs, windowMs }: Claim, nowMs: number): number => {
  if (Math.abs(nowMs - timestampMs) > windowMs) throw rpcError('InvalidTimeStamp.Expired')
  return timestampMs + windowMs - nowMs + minuteMs
}

/** @throws AliyunError SignatureDoesNotMatch */
export const checkSignature = (claim: Claim, secret: string): void => {
  const expected = Buffer.from(claim.sign(secret))
  const sent = Buffer.from(claim.signature)
  if (expected.length !== sent.length || !timingSafeEqual(expected, sent))
    throw rpcError('SignatureDoesNotMatch', claim.stringToSign)
}
