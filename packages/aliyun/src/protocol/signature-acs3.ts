import { createHash, createHmac } from 'node:crypto'
import { percentEncode } from './percent-encode.ts'
import type { Pairs, RpcRequest } from './rpc-request.ts'

export const acs3Algorithm = 'ACS3-HMAC-SHA256'

/** What the header `Authorization` says. */
export type Acs3Authorization = {
  algorithm: string
  accessKeyId: string
  signedHeaders: string[]
  signature: string
}

/** The parts of `ACS3-… Credential=…,SignedHeaders=…,Signature=…`; null when one is missing. */
export const parseAuthorization = (header: string): Acs3Authorization | null => {
  const [, algorithm, rest] = /^(ACS3-[A-Z0-9-]+)\s+(.+)$/.exec(header.trim()) ?? []
  if (algorithm === undefined || rest === undefined) return null
  const parts = new Map(
    rest.split(',').map((part) => {
      const [name = '', ...value] = part.trim().split('=')
      return [name, value.join('=')] as const
    }),
  )
  const accessKeyId = parts.get('Credential')
  const signature = parts.get('Signature')
  const signedHeaders = parts.get('SignedHeaders')?.split(';').filter(Boolean)
  if (!accessKeyId || !signature || !signedHeaders) return null
  return { algorithm, accessKeyId, signature, signedHeaders }
}

const sha256 = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex')

/** Hex SHA-256 of the body, as x-acs-content-sha256 must say. */
export const payloadHashOf = (body: Uint8Array): string => sha256(body)

const canonicalQuery = (query: Pairs): string =>
  query
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

/** The canonical request over the headers that the client says it signed. */
export const canonicalRequestAcs3 = (
  { method, headers, body }: Pick<RpcRequest, 'method' | 'headers' | 'body'>,
  query: Pairs,
  signedHeaders: readonly string[],
): string => {
  const names = signedHeaders.map((name) => name.toLowerCase()).toSorted()
  const canonicalHeaders = names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('')
  return [
    method,
    '/',
    canonicalQuery(query),
    canonicalHeaders,
    names.join(';'),
    payloadHashOf(body),
  ].join('\n')
}

export const stringToSignAcs3 = (canonicalRequest: string): string =>
  `${acs3Algorithm}\n${sha256(canonicalRequest)}`

/** HMAC-SHA256 of the string to sign, lower-case hex; the secret has no suffix. */
export const signAcs3 = (secret: string, stringToSign: string): string =>
  createHmac('sha256', secret).update(stringToSign).digest('hex')
